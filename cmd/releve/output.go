package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"releve/internal/problem"
)

// format says what a command writes.
type format string

// The formats of files.
const (
	formatXLSX     format = "xlsx"
	formatCSV      format = "csv"
	formatJSON     format = "json"
	formatSVG      format = "svg"
	formatPNG      format = "png"
	formatHTML     format = "html"
	formatPDF      format = "pdf"
	formatTerminal format = "terminal"
)

// text says whether people can read the format on a terminal.
func (f format) text() bool {
	return f == formatCSV || f == formatJSON || f == formatSVG || f == formatHTML || f == formatTerminal
}

// write writes a file, or standard output when name is blank or "-". A file appears under its name only when it is
// whole; one that stood there before is replaced then.
func (c *call) write(name string, f format, fill func(io.Writer) error) error {
	if name == "" || name == stream {
		if !f.text() && c.terminal(c.out) {
			return problem.New(problem.Usage, "usage.terminal", problem.Args{"format": string(f)})
		}
		out := bufio.NewWriter(c.out)
		if err := fill(out); err != nil {
			return err
		}
		return wrapOutput(out.Flush(), "stdout")
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return wrapOutput(err, name)
	}
	defer os.Remove(file.Name()) //nolint:errcheck // it is gone under this name when all went well
	if err = fill(file); err != nil {
		file.Close() //nolint:errcheck,gosec // the first error is told
		return err
	}
	return wrapOutput(finish(file, name), name)
}

// finish gives a file its name once all of it is on the disk.
func finish(file *os.File, name string) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	if err := file.Chmod(mode); err != nil {
		return fmt.Errorf("set mode: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return nil
}

// wrapOutput says that a file could not be written, and why.
func wrapOutput(err error, name string) error {
	if err == nil {
		return nil
	}
	return &problem.Error{Kind: problem.Unavailable, Key: "cli.file.write", Args: fileArgs(err, name), Err: err}
}
