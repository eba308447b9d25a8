package house

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/net/idna"
)

// MaxURL is how many bytes an address may have.
const MaxURL = 2048

// linkSchemes are the kinds of address that may be kept: those that lead
// somewhere, none that a program runs or that reads one's own files.
var linkSchemes = []string{
	"https", "http", "mailto", "sftp", "ssh", "ftp", "ftps", "git", "gemini", "gopher", "irc", "ircs", "xmpp", "matrix",
	"sip", "sips", "tel", "geo", "news", "nntp",
}

// CleanURL checks the address of a link and gives it as it is kept: scheme and
// host in lower case, https where no scheme was written. What a reader could be
// misled with is refused: characters that do not show, a user before the host of
// a web address, hosts that no name server knows the letters of.
func CleanURL(s string) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", Errorf(Invalid, "error.url_empty")
	case len(s) > MaxURL:
		return "", Errorf(Invalid, "error.url_long", "Max", MaxURL)
	case strings.ContainsFunc(s, unicode.IsSpace) || scrub(s, ' ') != s || strings.ContainsAny(s, "\\\"<>^`{|}\uFFFD"):
		return "", Errorf(Invalid, "error.url_characters")
	}
	u, err := parseLink(s)
	if err != nil {
		return "", err
	}
	if u.Opaque == "" && u.Host == "" || u.Scheme == "mailto" && !strings.Contains(u.Opaque, "@") {
		return "", Errorf(Invalid, "error.url")
	}
	if u.Opaque == "" {
		if err := checkUser(u); err != nil {
			return "", err
		}
		if _, err := asciiHost(u.Hostname()); err != nil {
			return "", err
		}
	}
	// The rest stays as it was written: who copies it gets what was meant.
	scheme, rest, _ := strings.Cut(linkText(s, u), ":")
	if u.Opaque != "" {
		return strings.ToLower(scheme) + ":" + rest, nil
	}
	authority := strings.TrimPrefix(rest, "//")
	end := strings.IndexAny(authority+"/", "/?#")
	begin := strings.LastIndex(authority[:end], "@") + 1
	if authority[begin:end] != u.Host {
		return "", Errorf(Invalid, "error.url_host") // written with a code for some letter
	}
	return strings.ToLower(scheme) + "://" + authority[:begin] + strings.ToLower(u.Host) + authority[end:], nil
}

// parseLink reads an address, one without a scheme as a web address.
func parseLink(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if host, _, _ := strings.Cut(s, "/"); !strings.Contains(s, "://") && !known(u, err) && strings.Contains(host, ".") {
		u, err = url.Parse("https://" + s)
	}
	switch {
	case err != nil:
		return nil, Errorf(Invalid, "error.url")
	case !slices.Contains(linkSchemes, u.Scheme):
		return nil, Errorf(Invalid, "error.url_scheme", "Schemes", strings.Join(linkSchemes[:5], ", "))
	case slices.Contains(linkSchemes[:2], u.Scheme) && u.Opaque != "":
		return nil, Errorf(Invalid, "error.url")
	}
	return u, nil
}

func known(u *url.URL, err error) bool { return err == nil && slices.Contains(linkSchemes, u.Scheme) }

// linkText is the address with its scheme.
func linkText(s string, u *url.URL) string {
	if len(s) > len(u.Scheme) && strings.EqualFold(s[:len(u.Scheme)+1], u.Scheme+":") {
		return s
	}
	return u.Scheme + "://" + s
}

// checkUser refuses passwords, and users where they only look like a host.
func checkUser(u *url.URL) error {
	if u.User == nil {
		return nil
	}
	if _, secret := u.User.Password(); secret {
		return Errorf(Invalid, "error.url_password")
	}
	if !slices.Contains([]string{"ssh", "sftp", "git", "sip", "sips", "xmpp", "irc", "ircs"}, u.Scheme) {
		return Errorf(Invalid, "error.url_user")
	}
	return nil
}

// asciiHost is the host as name servers know it.
func asciiHost(host string) (string, error) {
	if _, err := netip.ParseAddr(host); err == nil {
		return host, nil
	}
	// Signs that look like the end of a host would otherwise be part of one.
	if strings.ContainsFunc(host, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune(".-_·・。", r)
	}) {
		return "", Errorf(Invalid, "error.url_host")
	}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false), idna.Transitional(false), idna.VerifyDNSLength(true))
	ascii, err := profile.ToASCII(strings.TrimSuffix(host, "."))
	if err != nil || strings.ContainsFunc(ascii, func(r rune) bool {
		return r != '.' && r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	}) {
		return "", Errorf(Invalid, "error.url_host")
	}
	return ascii, nil
}

// PlainURL is an address with its host in the letters a to z, where it should be
// read that way too: its letters are of several scripts, or look like others. It
// is "" for all other addresses.
func PlainURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !doubtful(u.Hostname()) {
		return ""
	}
	ascii, err := asciiHost(u.Hostname())
	if err != nil {
		return ""
	}
	return strings.Replace(s, u.Hostname(), ascii, 1)
}

// doubtful tells whether a host could be taken for another one at a glance.
func doubtful(host string) bool {
	if strings.Contains(host, "xn--") {
		if shown, err := idna.ToUnicode(host); err == nil {
			host = shown
		}
	}
	if isASCII(host) {
		return false
	}
	return mixesScripts(host) || isASCII(confusable.Skeleton(strings.ToLower(host)))
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// mixesScripts tells whether the letters of a text are of more than one script;
// those that are written together in one language count as one.
func mixesScripts(s string) bool {
	var seen []string
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		script := scriptOf(r)
		switch script {
		case "Common", "Inherited":
			continue
		case "Hiragana", "Katakana", "Hangul", "Bopomofo":
			script = "Han"
		}
		if !slices.Contains(seen, script) {
			seen = append(seen, script)
		}
	}
	return len(seen) > 1
}

func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
