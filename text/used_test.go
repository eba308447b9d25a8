package text_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stockwerk/text"
	"stockwerk/text/catalog"
)

// speech is what the program's code says by key, and what is wrong with it.
type speech struct {
	sentences map[string]catalog.Sentence
	areas     map[string]bool
	literals  map[string]bool // every string in the code, to find sentences that nobody says
	faults    []string
}

var (
	keyShape    = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)+$`)
	placeholder = regexp.MustCompile(`\{\{\.([A-Za-z0-9]+)\}\}`)
	// keyFields are the fields of tables that hold a key of the catalogue.
	keyFields = []string{"Key", "Help", "Title", "Text", "Reason"}
)

func newSpeech(sentences map[string]catalog.Sentence) *speech {
	s := &speech{sentences: sentences, areas: make(map[string]bool), literals: make(map[string]bool)}
	for key := range sentences {
		area, _, _ := strings.Cut(key, ".")
		s.areas[area] = true
	}
	return s
}

// read looks through one file of the program. src is as for parser.ParseFile.
func (s *speech) read(name string, src any) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	fault := func(n ast.Node, format string, args ...any) {
		at := fset.Position(n.Pos())
		s.faults = append(s.faults, fmt.Sprintf("%s:%d: ", name, at.Line)+fmt.Sprintf(format, args...))
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if words, ok := literal(n); ok {
				s.literals[words] = true
			}
		case *ast.CallExpr:
			s.call(file.Name.Name, n, fault)
		case *ast.KeyValueExpr:
			s.field(n, fault)
		}
		return true
	})
	return nil
}

func (s *speech) call(pkg string, call *ast.CallExpr, fault func(ast.Node, string, ...any)) {
	switch fun := call.Fun.(type) {
	case *ast.SelectorExpr:
		of, _ := fun.X.(*ast.Ident)
		switch {
		case fun.Sel.Name == "T" && len(call.Args) > 0:
			s.said(call, 0, nil, fault)
		case fun.Sel.Name == "N" && len(call.Args) > 1:
			s.said(call, 0, []string{"N"}, fault)
		case fun.Sel.Name == "Errorf" && of != nil && of.Name == "house" && len(call.Args) > 1:
			s.said(call, 1, []string{"Id"}, fault) // whoever logs the error gives it its id
		}
	case *ast.Ident:
		if fun.Name == "Errorf" && pkg == "house" && len(call.Args) > 1 {
			s.said(call, 1, []string{"Id"}, fault)
		}
	}
}

// said checks the key at call.Args[at] and that each placeholder of its sentence
// gets a value from the arguments or is given anyway.
func (s *speech) said(call *ast.CallExpr, at int, given []string, fault func(ast.Node, string, ...any)) {
	key, ok := literal(call.Args[at])
	if !ok {
		s.prefix(call.Args[at], fault)
		return
	}
	sentence, ok := s.sentences[key]
	if !ok {
		fault(call.Args[at], "the catalogue has no sentence %q", key)
		return
	}
	if call.Ellipsis.IsValid() {
		return
	}
	for _, arg := range call.Args[at+1:] {
		if name, ok := literal(arg); ok {
			given = append(given, name)
		}
	}
	for _, words := range append([]string{sentence.En.Plain}, sentence.En.Forms["other"]) {
		for _, m := range placeholder.FindAllStringSubmatch(words, -1) {
			if !slices.Contains(given, m[1]) {
				fault(call, "the sentence %q needs a value for %s", key, m[1])
			}
		}
	}
}

// prefix checks a key that is put together, such as "kind." + string(k): some
// sentence must begin so.
func (s *speech) prefix(expr ast.Expr, fault func(ast.Node, string, ...any)) {
	sum, ok := expr.(*ast.BinaryExpr)
	if !ok || sum.Op != token.ADD {
		return
	}
	for left, ok := sum.X.(*ast.BinaryExpr); ok; left, ok = sum.X.(*ast.BinaryExpr) {
		sum = left
	}
	start, ok := literal(sum.X)
	if !ok {
		return
	}
	for key := range s.sentences {
		if strings.HasPrefix(key, start) {
			return
		}
	}
	fault(expr, "the catalogue has no sentence that begins with %q", start)
}

func (s *speech) field(kv *ast.KeyValueExpr, fault func(ast.Node, string, ...any)) {
	name, ok := kv.Key.(*ast.Ident)
	if !ok || !slices.Contains(keyFields, name.Name) {
		return
	}
	key, ok := literal(kv.Value)
	area, _, _ := strings.Cut(key, ".")
	if !ok || !keyShape.MatchString(key) || !s.areas[area] {
		return
	}
	if _, known := s.sentences[key]; !known {
		fault(kv.Value, "the catalogue has no sentence %q", key)
	}
}

// unsaid lists the sentences whose key, or a beginning of it that ends in a dot,
// stands nowhere in the code.
func (s *speech) unsaid() []string {
	var unsaid []string
	for key := range s.sentences {
		if !s.mentions(key) {
			unsaid = append(unsaid, key)
		}
	}
	slices.Sort(unsaid)
	return unsaid
}

func (s *speech) mentions(key string) bool {
	if s.literals[key] {
		return true
	}
	for i, r := range key {
		if r == '.' && s.literals[key[:i+1]] {
			return true
		}
	}
	return false
}

func literal(expr ast.Expr) (string, bool) {
	lit, ok := expr.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	words, err := strconv.Unquote(lit.Value)
	return words, err == nil
}

// readModule looks through all of the program's files but tests, which say
// unknown keys on purpose.
func (s *speech) readModule(t *testing.T, root string) int {
	t.Helper()
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "vendor") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return s.read(rel, src)
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func builtin() map[string]catalog.Sentence {
	sentences, _ := catalog.Read(catalog.Files())
	return sentences
}

func TestEveryKeyInTheCodeHasASentence(t *testing.T) {
	s := newSpeech(builtin())
	if files := s.readModule(t, ".."); files < 5 {
		t.Fatalf("got %d files of the module, want at least those of this package", files)
	}
	for _, fault := range s.faults {
		t.Error(fault)
	}
	if unsaid := s.unsaid(); len(unsaid) > 0 {
		t.Logf("%d of %d sentences are said nowhere: %s", len(unsaid), len(text.Keys()), strings.Join(unsaid, " "))
	}
}

// TestCodeCheckFindsEveryFault is the negative control of the test above.
func TestCodeCheckFindsEveryFault(t *testing.T) {
	for name, c := range map[string]struct{ code, want string }{
		"T":                 {`package x; func f() { p.T("chat.left") }`, `x.go:1: the catalogue has no sentence "chat.left"`},
		"T of a call":       {`package x; func f() { text.For(l).T("chat.left") }`, `no sentence "chat.left"`},
		"T without a dot":   {`package x; func f() { p.T("chat") }`, `no sentence "chat"`},
		"N":                 {"package x\nfunc f() { p.N(\"chat.lines\", 2) }", `x.go:2: the catalogue has no sentence "chat.lines"`},
		"put together":      {`package x; func f() { p.T("chats." + kind + ".x") }`, `begins with "chats."`},
		"value missing":     {`package x; func f() { p.T("chat.joined", "Nam", n) }`, `"chat.joined" needs a value for Name`},
		"plural value":      {`package x; func f() { p.N("chat.shouts", 3) }`, `"chat.shouts" needs a value for Who`},
		"Errorf":            {`package x; func f() { return house.Errorf(house.Invalid, "error.nonsense") }`, `no sentence "error.nonsense"`},
		"Errorf, no key":    {`package x; func f() { return house.Errorf(house.Invalid, "bad name %s", n) }`, `no sentence "bad name %s"`},
		"Errorf in house":   {`package house; func f() { return Errorf(Invalid, "error.nonsense") }`, `no sentence "error.nonsense"`},
		"Errorf, no value":  {`package house; func f() { return Errorf(Invalid, "error.long", "Max", 3) }`, `"error.long" needs a value for Field`},
		"field Help":        {`package x; var b = Binding{Keys: "x", Help: "chat.halp"}`, `no sentence "chat.halp"`},
		"field in a nested": {`package x; var b = []Row{{Reason: "error.halp"}}`, `no sentence "error.halp"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpeech(small)
			if err := s.read("x.go", c.code); err != nil {
				t.Fatal(err)
			}
			if len(s.faults) != 1 || !strings.Contains(s.faults[0], c.want) {
				t.Errorf("got %q, want one fault with %q", s.faults, c.want)
			}
		})
	}
}

func TestCodeCheckAcceptsWhatIsRight(t *testing.T) {
	s := newSpeech(small)
	err := s.read("x.go", `package x
		var b = Binding{Key: "ctrl.x", Help: "chat.joined", Title: "notes.txt", Text: "chat"}
		func f() {
			p.T("chat.joined", "Name", n)
			p.T("chat.joined", args...)
			p.N("chat.shouts", 3, "Who", n)
			p.T("chat." + kind)
			p.T(key)
			house.Errorf(house.Invalid, "error.long", "Max", 3, "Field", f, err)
			house.Errorf(house.Internal, "error.internal", err)
			fmt.Errorf("chat.left: %w", err)
			t.Errorf("chat.left")
		}`)
	if err != nil || len(s.faults) != 0 {
		t.Errorf("got %q, %v, want no fault", s.faults, err)
	}
}

func TestUnsaidSentencesAreListed(t *testing.T) {
	s := newSpeech(small)
	if err := s.read("x.go", `package x; func f() { p.T("error." + k); p.T("chat.joined", "Name", n) }`); err != nil {
		t.Fatal(err)
	}
	if got, want := s.unsaid(), []string{"chat.shouts"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// small is a catalogue for the checks of the checks.
var small = map[string]catalog.Sentence{
	"chat.joined":    {En: catalog.Text{Plain: "{{.Name}} came in"}},
	"chat.shouts":    {En: catalog.Text{Forms: map[string]string{"one": "{{.Who}} shouts", "other": "{{.Who}} shouts {{.N}} times"}}},
	"error.long":     {En: catalog.Text{Plain: "{{.Field}} has {{.Max}}"}},
	"error.internal": {En: catalog.Text{Plain: "broken, {{.Id}}"}},
}
