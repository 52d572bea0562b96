package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cleaning runs the tests and removes what they built.
type cleaning struct{ *testing.M }

// Run runs the tests.
func (m cleaning) Run() int {
	defer removeBuilt()
	return m.M.Run()
}

func TestMain(m *testing.M) {
	testscript.Main(cleaning{m}, map[string]func(){folder: main})
}

// outcome is what a command left behind.
type outcome struct {
	code     int
	out, err string
}

// trial returns a world for tests: French, a data folder of its own, a pipe for each stream.
func trial(t *testing.T) world {
	t.Helper()
	env := map[string]string{"RELEVE_DATA": filepath.Join(t.TempDir(), "data"), "LANG": "fr_BE.UTF-8"}
	return world{
		getenv: func(name string) string { return env[name] },
		in:     strings.NewReader(""), out: io.Discard, err: io.Discard,
		now:      func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
		random:   rand.Reader,
		terminal: func(any) bool { return false },
	}
}

// with returns the world with a variable of the environment.
func (w world) with(name, value string) world {
	before := w.getenv
	w.getenv = func(asked string) string {
		if asked == name {
			return value
		}
		return before(asked)
	}
	return w
}

// releve runs a command, written as on a line; quotes are not understood, "_" stands for a blank inside a word.
func releve(t *testing.T, w world, line string) outcome {
	t.Helper()
	args := strings.Fields(line)
	for i, arg := range args {
		args[i] = strings.ReplaceAll(arg, "_", " ")
	}
	return releveArgs(t, w, args...)
}

func releveArgs(t *testing.T, w world, args ...string) outcome {
	t.Helper()
	var out, err bytes.Buffer
	w.out, w.err = &out, &err
	code := run(context.Background(), args, w)
	return outcome{code, out.String(), err.String()}
}

// update says whether golden files are rewritten.
func update() bool { return os.Getenv("RELEVE_TEST_UPDATE") == "1" }

// golden compares a text with testdata/name, or writes it there under RELEVE_TEST_UPDATE=1.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if update() {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run make golden and read the difference. Got\n%s", path, got)
	}
}
