// Package need gives tests what they cannot bring themselves: external programs, the module's root, a size for the machine.
//
// What is missing is skipped aloud: the line starts with SKIPPED, and make test shows it. With
// RELEVE_TEST_REQUIRE=all, as continuous integration sets it, the same lack fails the test instead.
package need

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// skipped starts the line that make test picks out of the tests' output, mayLack the one it also accepts
// where everything is required.
const (
	skipped = "SKIPPED: "
	leftOut = "left out: -short"
	mayLack = "SKIPPED, allowed: "
)

// Program returns the path of the first of these programs that the machine has; the names are alternatives.
func Program(tb testing.TB, names ...string) string {
	tb.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	lack(tb, "no program "+strings.Join(names, " or "))
	return ""
}

// Chromium returns the path of a browser that speaks the DevTools protocol.
func Chromium(tb testing.TB) string {
	tb.Helper()
	return Program(tb, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
}

// Axe returns the path of axe-core's script, which .ci/install fetches.
func Axe(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(Root(tb), ".ci", "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(path); err != nil {
		lack(tb, "no axe-core in .ci/node_modules, run .ci/install")
	}
	return path
}

// Root returns the folder of go.mod, found upwards from the test's own folder.
func Root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatalf("find module root: %v", err)
	}
	for {
		if _, err = os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			tb.Fatal("find module root: no go.mod above the test")
		}
		dir = up
	}
}

// Size returns how much a test should do: short under -short, long with RELEVE_TEST_LONG=1 (make long), else
// short under the race detector, which is some ten times slower, and normal without it.
func Size(short, normal, long int) int {
	switch {
	case testing.Short():
		return short
	case os.Getenv("RELEVE_TEST_LONG") == "1":
		return long
	case race:
		return short
	}
	return normal
}

// Full skips the test under -short, as the race detector runs: a test that drives other processes, or is long for
// other reasons, shows it little and takes it ten times as long.
func Full(tb testing.TB) {
	tb.Helper()
	if testing.Short() {
		tb.Skip(leftOut)
	}
}

// MayLack skips the test aloud also where everything is required. It is for what a machine may refuse for good
// reason, such as the kernel's leave to simulate a power cut.
func MayLack(tb testing.TB, why string) {
	tb.Helper()
	tb.Skip(mayLack + why)
}

// lack skips the test aloud, or fails it where everything is required.
func lack(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("RELEVE_TEST_REQUIRE") == "all" {
		tb.Fatalf("%s, and RELEVE_TEST_REQUIRE=all", what)
	}
	tb.Skip(skipped + what)
}
