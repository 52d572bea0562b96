package main

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/xlsx"
)

// mostFile is the largest file of sheets that is read, in bytes.
const mostFile = 512 << 20

// zipMark is how a workbook begins.
const zipMark = "PK\x03\x04"

// lines opens a CSV file or a workbook, "-" for standard input, and returns its lines; done is to be called behind
// the last one.
func (c *call) lines(name string) (lines iter.Seq2[interchange.Line, error], done func(), err error) {
	if name == stream {
		data, failed := c.readAll(name, mostFile)
		if failed != nil {
			return nil, nil, failed
		}
		if bytes.HasPrefix(data, []byte(zipMark)) {
			return xlsx.Read(bytes.NewReader(data), int64(len(data))), func() {}, nil
		}
		return csv.Read(bytes.NewReader(data)), func() {}, nil
	}
	file, err := os.Open(name) //nolint:gosec // the operator names it
	if err != nil {
		return nil, nil, fileProblem(err, name)
	}
	done = func() { file.Close() } //nolint:errcheck,gosec // it was only read
	lines, err = c.fileLines(file, name)
	if err != nil {
		done()
	}
	return lines, done, err
}

// fileLines returns the lines of a file that is open.
func (c *call) fileLines(file *os.File, name string) (iter.Seq2[interchange.Line, error], error) {
	info, err := file.Stat()
	if err != nil {
		return nil, fileProblem(err, name)
	}
	if info.Size() > mostFile {
		return nil, tooLarge(name, mostFile)
	}
	head := make([]byte, len(zipMark))
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fileProblem(err, name)
	}
	if string(head[:n]) == zipMark || strings.EqualFold(filepath.Ext(name), "."+string(formatXLSX)) {
		return xlsx.Read(file, info.Size()), nil
	}
	return csv.Read(io.TeeReader(file, c.readBar(info.Size()))), nil
}
