package sshserver

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/pkg/sftp"

	"stockwerk/house"
)

// refusal is an answer that is no success: the code that programs go by, and the
// sentence for those that show one.
type refusal struct {
	code     error // one of the library's
	sentence string
}

func (r *refusal) Error() string { return r.sentence }

// Unwrap gives the code, which the library looks for.
func (r *refusal) Unwrap() error { return r.code }

// refuse turns what the house says into an answer in the person's language. What
// is not there is everyday news to a program that transfers files, so only other
// sentences are shown to people whose program would not.
func (f *filing) refuse(err error) error {
	var done *refusal
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return err
	case errors.As(err, &done):
		return done
	}
	var he *house.Error
	if !errors.As(err, &he) {
		he = &house.Error{Kind: house.Internal, Key: "error.internal", Err: err}
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			he = &house.Error{Kind: house.Unavailable, Key: "error.unavailable"}
		}
	}
	id := ""
	if he.Kind == house.Internal {
		id = faultID()
		f.s.fault(id, err)
	}
	args := append(he.Args[:len(he.Args):len(he.Args)], "Id", id)
	r := &refusal{code: codeOf(he.Kind), sentence: f.say.T(he.Key, args...)}
	if he.Kind != house.NotFound {
		f.show(r.sentence)
	}
	return r
}

// no refuses with a sentence of the door's own.
func (f *filing) no(code error, key string, args ...any) error {
	r := &refusal{code: code, sentence: f.say.T(key, args...)}
	f.show(r.sentence)
	return r
}

func codeOf(kind house.Kind) error {
	switch kind {
	case house.NotFound:
		return sftp.ErrSSHFxNoSuchFile
	case house.Forbidden:
		return sftp.ErrSSHFxPermissionDenied
	}
	return sftp.ErrSSHFxFailure
}

// show writes a sentence beside the protocol for people whose client throws those
// of the protocol away, as OpenSSH's does: each once until another one comes.
func (f *filing) show(sentence string) {
	if !strings.Contains(f.client, "OpenSSH") {
		return
	}
	f.mu.Lock()
	said := f.said == sentence || f.sentences >= sftpSentences
	f.said = sentence
	f.sentences++
	f.mu.Unlock()
	if !said {
		_, _ = io.WriteString(f.s.Err, sentence+"\n")
	}
}

// sftpSentences is how many sentences one session shows; a program that runs into
// the same wall all day gets codes only.
const sftpSentences = 100
