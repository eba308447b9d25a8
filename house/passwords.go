package house

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	passwordvalidator "github.com/wagslane/go-password-validator"
	"golang.org/x/text/secure/precis"
)

const (
	minPassword = 10
	maxPassword = 256

	// minEntropy in bits refuses runs and repetitions (1234567890, aaaaaaaaaa)
	// and nothing that a person would call a phrase.
	minEntropy = 30
)

// commonPasswords is what others would try first, without what people put
// around it: digits, signs and capitals at the ends are taken off before the
// comparison. Shorter ones than ten characters become long enough that way.
var commonPasswords = strings.Fields(`
	password passwort passw0rd p@ssword p@ssw0rd passwd pass kennwort geheim geheimnis secret mypassword meinpasswort
	changeme changeit letmein welcome willkommen hallo hello hallowelt helloworld default standard master trustno
	admin administrator root toor user test testtest testing demo guest gast login start computer internet server
	qwerty qwertz qwertyuiop qwertzuiop qwertyui asdfghjkl asdfgh asdf yxcvbnm zxcvbnm zxcvbn qazwsx qazwsxedc qweasdzxc
	qweqwe asdasd asdfasdf qweasd q1w2e3r4 q1w2e3r4t5 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc zaq12wsx 1qazxsw2
	abc abcd abcde abcdef abcdefgh abcdefghij abc123abc a1b2c3d4 a1b2c3d4e5 aa123456 aaaa abcabc abcabcabc
	iloveyou ichliebedich love lovelove schatz schatzi princess prinzessin sunshine sonnenschein football fussball
	baseball basketball superman batman spiderman starwars pokemon dragon monkey shadow michael jennifer jordan charlie
	daniel thomas andreas alexander hunter killer freedom whatever cheese pepper ginger summer sommer winter autumn
	herbst fruehling spring spring2024 berlin hamburg muenchen deutschland germany bayern dortmund schalke borussia
	samsung google facebook linkedin microsoft windows apple iphone android minecraft fortnite liverpool arsenal
	chelsea manchester barcelona realmadrid mercedes porsche ferrari mustang corvette harley yamaha
	qwerty123qwerty password1password passwordpassword passwortpasswort adminadmin rootroot letmeinletmein
	stockwerk conference konferenz correcthorsebatterystaple correct-horse-battery-staple tobeornottobe thequickbrownfox
`)

// passwordBytes is a password as the vault gets it: PRECIS OpaqueString, so
// that the same keys on another keyboard give the same bytes. What that refuses
// is taken as it is; a new password of that sort is refused by checkPassword.
func passwordBytes(password string) []byte {
	if norm, err := precis.OpaqueString.String(password); err == nil {
		return []byte(norm)
	}
	return []byte(password)
}

// checkPassword tells why a new password is refused: shorter than 10 or longer
// than 256 characters, among the first that others would try, or hardly more
// than the name.
func checkPassword(name, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return Errorf(Invalid, "error.password_short")
	case n > maxPassword:
		return Errorf(Invalid, "error.password_long")
	}
	if _, err := precis.OpaqueString.String(password); err != nil {
		return Errorf(Invalid, "error.password_invalid", err)
	}
	folded := strings.ToLower(password)
	if passwordvalidator.GetEntropy(password) < minEntropy || commonPassword(folded) || barelyMore(folded, name) {
		return Errorf(Invalid, "error.password_common")
	}
	return nil
}

// commonPassword tells whether a folded password, or what is left of it without
// digits and signs around it, is among the common ones.
func commonPassword(folded string) bool {
	joined := strings.Join(strings.Fields(folded), "")
	for _, form := range []string{folded, joined, core(joined)} {
		if slices.Contains(commonPasswords, form) {
			return true
		}
	}
	return false
}

// barelyMore tells whether a folded password is the name with nothing but
// digits and signs around it.
func barelyMore(folded, name string) bool {
	own := strings.ToLower(CleanName(name))
	return own != "" && strings.Contains(folded, own) && core(strings.ReplaceAll(folded, own, "")) == ""
}

// core is a password without the digits and signs at its ends.
func core(folded string) string {
	return strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
}
