package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"releve/internal/config"
	"releve/internal/form"
	"releve/internal/problem"
)

// mostForm is the largest questionnaire file that is read, in bytes; the form package refuses less.
const mostForm = 8 << 20

// formCheck tells every mistake of questionnaire files.
func formCheck(f *config.Flags) action {
	f.Arguments("FILE")
	return func(_ context.Context, c *call) error {
		_, err := c.readForms(c.args)
		if err == nil {
			c.say("cli.form.good", problem.Args{"n": len(c.args)})
		}
		return err
	}
}

// formAdd keeps questionnaire files as drafts, all of them or none.
func formAdd(f *config.Flags) action {
	f.Arguments("FILE")
	return func(ctx context.Context, c *call) error {
		read, err := c.readForms(c.args)
		if err != nil {
			return err
		}
		lib, err := library()
		if err != nil {
			return err
		}
		for _, f := range read {
			if err := notShipped(lib, f); err != nil {
				return err
			}
		}
		return c.makeStore(ctx, func(s *store) error {
			for _, f := range read {
				if err := s.AddForm(ctx, f); err != nil {
					return err
				}
				c.say("cli.form.added", problem.Args{"id": f.ID, "version": strconv.FormatInt(f.Version, 10)})
			}
			return nil
		})
	}
}

// notShipped refuses a version that ships with the program with other content.
func notShipped(lib *form.Library, f *form.Form) error {
	shipped, ok := lib.Form(f.ID)
	if !ok || shipped.Version != f.Version {
		return nil
	}
	same, err := sameForm(shipped, f)
	if err == nil && !same {
		err = problem.New(problem.Conflict, "cli.form.taken", problem.Args{"id": f.ID, "version": strconv.FormatInt(f.Version, 10)})
	}
	return err
}

// readForms reads questionnaire files. Every mistake of every file is written on standard output; the error sums
// them up.
func (c *call) readForms(names []string) ([]*form.Form, error) {
	lib, err := library()
	if err != nil {
		return nil, err
	}
	var read []*form.Form
	mistakes := 0
	for _, name := range names {
		data, err := c.readAll(name, mostForm)
		if err != nil {
			return nil, err
		}
		f, err := lib.Read(shownName(name), data)
		wrong := problem.All(err)
		if err != nil && len(wrong) == 0 {
			return nil, err //nolint:wrapcheck // told as it is
		}
		for _, p := range wrong {
			fmt.Fprintln(c.out, c.Text("form.at", problem.Args{
				"file": p.Args["file"], "line": p.Args["line"], "message": c.Text(p.Key, p.Args),
			}))
		}
		mistakes += len(wrong)
		read = append(read, f)
	}
	if mistakes > 0 {
		return nil, problem.New(problem.Invalid, "cli.form.mistakes", problem.Args{"n": mistakes, "files": len(names)})
	}
	return read, nil
}

// stream is how a command line names standard input or output.
const stream = "-"

// shownName returns how a file is named to people.
func shownName(name string) string {
	if name == stream {
		return "stdin"
	}
	return name
}

// readAll reads a file, or standard input for "-", that may hold no more than most bytes.
func (c *call) readAll(name string, most int64) ([]byte, error) {
	in, err := c.open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, fileProblem(err, name)
	}
	if int64(len(data)) > most {
		return nil, tooLarge(name, most)
	}
	return data, nil
}

// tooLarge says that a file has more bytes than are read.
func tooLarge(name string, most int64) error {
	return problem.New(problem.TooLarge, "cli.file.large", problem.Args{"file": shownName(name), "most": most >> 20})
}

// open opens a file for reading, standard input for "-".
func (c *call) open(name string) (io.ReadCloser, error) {
	if name == stream {
		return io.NopCloser(c.in), nil
	}
	file, err := os.Open(name) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fileProblem(err, name)
	}
	return file, nil
}

// fileProblem says what is wrong with a file that the operator named.
func fileProblem(err error, name string) error {
	key := "cli.file.broken"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		key = "cli.file.missing"
	case errors.Is(err, fs.ErrPermission):
		key = "cli.file.forbidden"
	}
	return &problem.Error{Kind: problem.Invalid, Key: key, Args: fileArgs(err, name), Err: err}
}

// fileArgs names a file and what the system says of it.
func fileArgs(err error, name string) problem.Args {
	cause := err
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		cause = path.Err
	}
	return problem.Args{"file": shownName(name), "cause": cause.Error()}
}
