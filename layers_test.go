package stockwerk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layer says what the packages of one folder may import of this module.
type layer struct {
	folder string
	may    []string
}

// layers is the rule of ARCHITECTURE.md, the narrower folder before the wider: a
// package belongs to the first line that fits. "X" is the package itself, "X/..."
// it and all below; "self/..." is what lies below the own folder.
var layers = []layer{
	{"cmd/...", []string{"..."}},
	// The house that is measured is wired as cmd wires it; the generator is a client.
	{"bench/served/...", []string{"sshserver", "house", "store", "vault", "text", "self/..."}},
	{"bench/...", []string{"sshserver/...", "tui/...", "command", "house", "text", "self/..."}},
	{"sshserver/...", []string{"house", "tui", "tui/run", "command", "text", "self/..."}},
	{"tui/run/...", []string{"self/..."}},
	{"tui/kit/...", []string{"house", "text", "tui/kit/..."}},
	{"tui/screens/*", []string{"house", "text", "tui/kit/..."}},
	{"tui", []string{"house", "command", "text", "tui/..."}},
	{"command/...", []string{"house", "text", "self/..."}},
	{"backup/...", []string{"store", "house", "vault", "self/..."}},
	{"store/...", []string{"house", "migrations", "self/..."}},
	{"house/...", []string{"vault", "self/..."}},
	{"vault/...", []string{"self/..."}},
	{"migrations/...", []string{"self/..."}},
	{"text/...", []string{"self/..."}},
}

const module = "stockwerk"

// goPackage is what go list tells of a package.
type goPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	GoFiles                            []string
}

// breaches lists what the packages import against the rule, and folders that the
// rule does not know. Tests may import more than the package beside them.
func breaches(pkgs []goPackage) []string {
	var found []string
	for _, pkg := range pkgs {
		folder := inModule(pkg.ImportPath)
		if folder == "" && len(pkg.GoFiles) == 0 {
			continue // the root has tests only
		}
		i := slices.IndexFunc(layers, func(l layer) bool { return matches(l.folder, folder) })
		if i < 0 {
			found = append(found, fmt.Sprintf("%q is in no layer: name it in layers_test.go, .golangci.yml and ARCHITECTURE.md", folder))
			continue
		}
		for _, imp := range pkg.Imports {
			if imp != module && !strings.HasPrefix(imp, module+"/") {
				continue
			}
			if !allowed(layers[i], inModule(imp)) {
				found = append(found, fmt.Sprintf("%s must not import %s", folder, inModule(imp)))
			}
		}
	}
	return found
}

func allowed(l layer, imp string) bool {
	return slices.ContainsFunc(l.may, func(may string) bool {
		if may == "self/..." {
			own := strings.TrimSuffix(l.folder, "/...")
			return matches(own+"/...", imp)
		}
		return matches(may, imp)
	})
}

// matches knows the patterns of layers; "X/*" is one folder directly below X.
func matches(pattern, folder string) bool {
	if pattern == "..." {
		return true
	}
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return folder == above || strings.HasPrefix(folder, above+"/")
	}
	if above, ok := strings.CutSuffix(pattern, "/*"); ok {
		name, below := strings.CutPrefix(folder, above+"/")
		return below && name != "" && !strings.Contains(name, "/")
	}
	return folder == pattern
}

func inModule(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	lookAtFiles(t)
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,GoFiles", "./...").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var pkgs []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg goPackage
		err := dec.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return pkgs
		}
		if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, pkg)
	}
}

// lookAtFiles looks at every Go file, because go test keeps a result for as long
// as the files that the test itself looked at are the same, and go list looks
// from outside.
func lookAtFiles(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		_, err = os.Stat(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPackagesKeepTheLayers(t *testing.T) {
	pkgs := listPackages(t)
	if len(pkgs) < 3 {
		t.Fatalf("got %d packages, want the whole module", len(pkgs))
	}
	for _, breach := range breaches(pkgs) {
		t.Error(breach)
	}
}

// TestBreachesAreFound is the negative control of the test above.
func TestBreachesAreFound(t *testing.T) {
	pkg := func(folder string, imports ...string) goPackage {
		for i := range imports {
			imports[i] = module + "/" + imports[i]
		}
		return goPackage{ImportPath: module + "/" + folder, Imports: append(imports, "fmt", "stockwerkz/house"), GoFiles: []string{"x.go"}}
	}
	bad := []goPackage{
		pkg("sshserver", "house", "store"),
		pkg("sshserver/doors", "tui/screens/chat"),
		pkg("command", "tui/kit"),
		pkg("tui", "store"),
		pkg("tui/run", "text"),
		pkg("tui/kit", "command"),
		pkg("tui/screens/chat", "tui/screens/board"),
		pkg("tui/screens/board", "vault"),
		pkg("tui/screens/board/deep", "house"),
		pkg("house", "text"),
		pkg("store", "vault"),
		pkg("backup", "command"),
		pkg("vault", "house"),
		pkg("text", "house"),
		pkg("migrations", "store"),
		pkg("bench", "store"),
		pkg("bench/floor", "vault"),
		pkg("bench/served", "tui"),
		pkg("utils"),
		{ImportPath: module, GoFiles: []string{"main.go"}},
	}
	for _, p := range bad {
		if got := breaches([]goPackage{p}); len(got) != 1 {
			t.Errorf("%s with %q: got %q, want one breach", p.ImportPath, p.Imports, got)
		}
	}
	good := []goPackage{
		pkg("cmd/stockwerk", "store", "vault", "sshserver", "house"),
		pkg("sshserver", "house", "tui", "tui/run", "command", "text"),
		pkg("tui", "house", "command", "text", "tui/kit", "tui/run", "tui/screens/chat"),
		pkg("tui/screens/chat", "house", "text", "tui/kit"),
		pkg("tui/kit/kittest", "tui/kit", "house", "text"),
		pkg("command", "house", "text"),
		pkg("bench", "bench/served", "text"),
		pkg("bench/served", "sshserver", "house", "store", "vault", "text"),
		pkg("house", "vault"),
		pkg("store", "house", "migrations"),
		pkg("backup", "store", "house", "vault"),
		pkg("text", "text/catalog"),
		{ImportPath: module, XTestImports: []string{"testing"}},
	}
	if got := breaches(good); len(got) != 0 {
		t.Errorf("got %q, want no breach", got)
	}
}
