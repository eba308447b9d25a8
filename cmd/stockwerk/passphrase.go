package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

// leastPassphrase is how many characters a passphrase of a backup has at least:
// whoever has the file can guess for as long as they like.
const leastPassphrase = 12

// passphrase is where the passphrase of a backup comes from: never the arguments,
// which others on the machine can read.
type passphrase struct {
	PassphraseFile string `help:"File whose first line is the passphrase; without it the first line of standard input." placeholder:"FILE"`
}

// read reads it. On a terminal it is asked for, twice where it is a new one.
func (p passphrase) read(to streams, fresh bool) (string, error) {
	words, err := p.ask(to, fresh)
	switch {
	case err != nil:
		return "", err
	case words == "":
		return "", errors.New("no passphrase was given: name its file with --passphrase-file, or write it to standard input")
	case fresh && len([]rune(words)) < leastPassphrase:
		return "", fmt.Errorf("the passphrase is too short: take at least %d characters, several words for instance", leastPassphrase)
	}
	return words, nil
}

func (p passphrase) ask(to streams, fresh bool) (string, error) {
	if p.PassphraseFile != "" {
		f, err := os.Open(p.PassphraseFile)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return firstLine(f)
	}
	if !term.IsTerminal(os.Stdin.Fd()) {
		return firstLine(os.Stdin)
	}
	words, err := hidden(to, "Passphrase: ")
	if err != nil || !fresh {
		return words, err
	}
	again, err := hidden(to, "Once more: ")
	if err == nil && again != words {
		err = errors.New("the two passphrases differ; nothing was done")
	}
	return words, err
}

func hidden(to streams, question string) (string, error) {
	fmt.Fprint(to.err, question)
	words, err := term.ReadPassword(os.Stdin.Fd())
	fmt.Fprintln(to.err)
	return string(words), err
}

func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}
