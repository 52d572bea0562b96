package main

import (
	"bytes"
	"iter"
	"os"

	"releve/internal/interchange"
	"releve/internal/transfer"
)

// file opens a file that is to be read, "-" for standard input; done is to be called when that is over.
func (c *call) file(name string) (file transfer.File, done func(), err error) {
	bar, full := c.readBar()
	if name == stream {
		data, failed := c.readAll(name, transfer.MostFile)
		in := transfer.File{Data: bytes.NewReader(data), Size: int64(len(data)), Most: transfer.MostFile, Progress: bar}
		return in, full, failed
	}
	in, err := os.Open(name) //nolint:gosec // the operator names it
	if err != nil {
		return transfer.File{}, nil, fileProblem(err, name)
	}
	info, err := in.Stat()
	switch {
	case err != nil:
		err = fileProblem(err, name)
	case info.Size() > transfer.MostFile:
		err = tooLarge(name, transfer.MostFile)
	default:
		err = readable(in, name)
	}
	if err != nil {
		in.Close() //nolint:errcheck,gosec // the first error is told
		return transfer.File{}, nil, err
	}
	done = func() {
		full()
		in.Close() //nolint:errcheck,gosec // it was only read
	}
	return transfer.File{Name: name, Data: in, Size: info.Size(), Most: transfer.MostFile, Progress: bar}, done, nil
}

// readable asks that a file can be read: a folder cannot.
func readable(in *os.File, name string) error {
	if info, err := in.Stat(); err == nil && info.IsDir() {
		_, err = in.Read(make([]byte, 1))
		return fileProblem(err, name)
	}
	return nil
}

// lines opens a CSV file or a workbook, "-" for standard input, and returns its lines; done is to be called behind
// the last one.
func (c *call) lines(name string) (lines iter.Seq2[interchange.Line, error], done func(), err error) {
	in, done, err := c.file(name)
	if err != nil {
		return nil, nil, err
	}
	lines, err = transfer.Lines(in)
	if err != nil {
		done()
	}
	return lines, done, err
}
