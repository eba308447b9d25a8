package house_test

// deedsWithWiki are the deeds of house/wiki.go.
func deedsWithWiki() []deed { return nil }
