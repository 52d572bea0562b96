package main

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"releve/internal/paper"
	"releve/internal/simulate"
)

func scriptLayout(ts *testscript.TestScript, name string) *paper.Layout {
	l, err := paper.DecodeLayout(bytes.NewReader([]byte(ts.ReadFile(name))))
	ts.Check(err)
	return l
}

// scriptDrawn draws a filled sheet as a copier sees it.
func scriptDrawn(ts *testscript.TestScript, _ bool, args []string) {
	l := scriptLayout(ts, args[0])
	serial, err := strconv.Atoi(args[1])
	ts.Check(err)
	tier := simulate.Copier200()
	p, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: serial}, tier.DPI)
	ts.Check(err)
	f, err := p.Draw(simulate.Spec{Hand: simulate.Clean, Tier: tier, Seed: uint64(serial), Turn: serial % 4}) //nolint:gosec // G115: from 1
	ts.Check(err)
	var out bytes.Buffer
	if filepath.Ext(args[2]) == ".png" {
		ts.Check(png.Encode(&out, f.Gray))
	} else {
		ts.Check(jpeg.Encode(&out, f.Gray, nil))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), out.Bytes(), 0o600))
}

// scriptForeign takes number and code away from a layout.
func scriptForeign(ts *testscript.TestScript, _ bool, args []string) {
	l := scriptLayout(ts, args[0])
	l.Number = ""
	for i := range l.Pages {
		l.Pages[i].Code = paper.Rect{}
	}
	var out bytes.Buffer
	ts.Check(paper.EncodeLayout(&out, l))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out.Bytes(), 0o600))
}
