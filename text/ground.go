package text

// Ground gives title and text of the terms ("terms") or the privacy text ("privacy"):
// the house's own words where own has some in the language, else the program's.
func (p *Printer) Ground(doc string, own func(doc, lang string) (string, bool)) (title, body string) {
	title, body = p.T("ground.terms.title"), p.T("ground.terms.text")
	if doc == "privacy" {
		title, body = p.T("ground.privacy.title"), p.T("ground.privacy.text")
	}
	if words, ok := own(doc, string(p.lang)); ok {
		body = words
	}
	return title, body
}
