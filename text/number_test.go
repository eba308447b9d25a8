package text_test

import (
	"testing"

	"stockwerk/text"
)

func TestNumbersHaveTheSignOfTheirLanguage(t *testing.T) {
	for lang, want := range map[text.Lang]string{text.English: "2.5", text.German: "2,5"} {
		if got := text.For(lang).Number(2.5); got != want {
			t.Errorf("%s: got %q, want %q", lang, got, want)
		}
		if got := text.For(lang).Number(12); got != "12" {
			t.Errorf("%s: got %q, want no decimals", lang, got)
		}
	}
}
