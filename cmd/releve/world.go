package main

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"
	_ "time/tzdata" // zones of campaigns, on machines that have none

	"golang.org/x/term"

	"releve/internal/problem"
)

// world is all that commands know of the machine they run on.
type world struct {
	getenv   func(name string) string
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	random   io.Reader
	terminal func(stream any) bool
}

// machine returns the world as it is.
func machine() world {
	return world{
		getenv: os.Getenv,
		in:     os.Stdin, out: os.Stdout, err: os.Stderr,
		now:    time.Now,
		random: rand.Reader,
		terminal: func(stream any) bool {
			file, ok := stream.(*os.File)
			return ok && term.IsTerminal(int(file.Fd()))
		},
	}
}

// folder is the name of the program's folder among the system's application data.
const folder = "releve"

// dataFolder returns the system's folder for application data of this program: $XDG_DATA_HOME or ~/.local/share on
// Linux and its kin, Library/Application Support on macOS, %AppData% on Windows.
func (w world) dataFolder() (string, error) {
	base := w.getenv("XDG_DATA_HOME")
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		base, _ = os.UserConfigDir() // without it base is blank, which is told below
	} else if home := w.getenv("HOME"); base == "" && home != "" {
		base = filepath.Join(home, ".local", "share")
	}
	if base == "" {
		return "", problem.New(problem.Usage, "cli.data.none", nil)
	}
	return filepath.Join(base, folder), nil
}
