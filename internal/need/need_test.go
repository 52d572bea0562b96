package need_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"releve/internal/need"
)

// TestAsked is not a test of its own: TestVerdict runs it in a process with another environment.
func TestAsked(t *testing.T) {
	switch os.Getenv("NEED_ASK") {
	case "present":
		if path := need.Program(t, "no-such-program", "go"); filepath.Base(path) != "go" {
			t.Fatalf("Program found %q", path)
		}
	case "absent":
		need.Program(t, "no-such-program", "nor-this-one")
		t.Fatal("went on without the program")
	case "allowed":
		need.MayLack(t, "the kernel refuses it")
	}
}

func TestVerdict(t *testing.T) {
	cases := []struct {
		name, ask, require, want string
	}{
		{"present", "present", "all", "--- PASS: TestAsked"},
		{"absent skips aloud", "absent", "", "SKIPPED: no program no-such-program or nor-this-one"},
		{"absent is a skip", "absent", "", "--- SKIP: TestAsked"},
		{"absent fails where all is required", "absent", "all", "--- FAIL: TestAsked"},
		{"allowed skips where all is required", "allowed", "all", "SKIPPED, allowed: the kernel refuses it"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAsked$", "-test.v")
			cmd.Env = append(os.Environ(), "NEED_ASK="+c.ask, "RELEVE_TEST_REQUIRE="+c.require)
			out, err := cmd.CombinedOutput()
			if !strings.Contains(string(out), c.want) {
				t.Errorf("got %v and\n%s\nwant %q", err, out, c.want)
			}
		})
	}
}

func TestRoot(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(need.Root(t), "go.mod"))
	if err != nil || !strings.HasPrefix(string(mod), "module releve\n") {
		t.Fatalf("go.mod at the root: %v, %.40q", err, mod)
	}
}

func TestAxe(t *testing.T) {
	script, err := os.ReadFile(need.Axe(t))
	if err != nil || !strings.HasPrefix(string(script), "/*! axe v4") {
		t.Fatalf("axe-core's script: %v, %.40q", err, script)
	}
}

func TestSize(t *testing.T) {
	t.Setenv("RELEVE_TEST_LONG", "")
	got := need.Size(1, 2, 3)
	t.Setenv("RELEVE_TEST_LONG", "1")
	long := need.Size(1, 2, 3)
	if testing.Short() {
		if got != 1 || long != 1 {
			t.Fatalf("under -short: %d, and %d when asked for long; want 1 and 1", got, long)
		}
		return
	}
	if got == 3 || long != 3 {
		t.Fatalf("%d, and %d when asked for long; want 1 or 2, and 3", got, long)
	}
}
