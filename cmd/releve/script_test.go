package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"releve/internal/need"
)

// TestScripts runs the scripts of testdata/script. Besides the usual words of testscript they know:
//
//	releve …         runs the program, which must succeed
//	refused …        runs it, and it must end with 1: understood, and not possible
//	misused …        runs it, and it must end with 2: not understood
//	server …         starts "releve serve" with these flags, waits until it is ready, sets $SERVER, $HOST, $DATA and $LINK
//	interrupt        interrupts it, and it must end with 0
//	fill LINK a=b …  opens the questionnaire behind a link, answers it and prints the status and the page that follows
//	names FILE       prints the defined names of a workbook and their values, one on a line
//	cells FILE       prints the cells of a workbook's first sheet, a row on a line
//	sheets FILE      prints the names of a workbook's sheets, one on a line
//	damage FILE [T]  changes one bit of a file, in its middle or where the text T stands
//	sees LINK        prints the status and the page behind a link
//	drawn LAYOUT N F draws sheet N of a layout, filled in by hand and scanned, into an image
//	foreign A B      makes the layout of another program of a layout: without number and code
//	same A B         asks that two words are the same
//	link FILE CODE   sets $LINK, that of a service, from "participant list --json"
func TestScripts(t *testing.T) {
	need.Full(t)
	testscript.Run(t, testscript.Params{
		Dir:      filepath.Join("testdata", "script"),
		Deadline: time.Now().Add(8 * time.Minute), // a server that should have been refused would run on
		Setup: func(env *testscript.Env) error {
			root := need.Root(t)
			env.Setenv("LANG", "fr_BE.UTF-8")
			env.Setenv("RELEVE_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("SHEETS", filepath.Join(root, "cmd", "releve", "demo", "monitoring-1030.csv"))
			env.Values[running{}] = &running{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"refused": scriptEnds(exitFailure), "misused": scriptEnds(exitUsage),
			"server": scriptServer, "interrupt": scriptInterrupt, "fill": scriptFill, "sees": scriptSees, "names": scriptNames, "link": scriptLink, "same": scriptSame,
			"cells": scriptCells, "sheets": scriptSheets, "damage": scriptDamage,
			"drawn": scriptDrawn, "foreign": scriptForeign,
		},
	})
}

// scriptEnds returns a command that runs the program and asks for an exit code.
func scriptEnds(want int) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		code := 0
		if err := ts.Exec(folder, args...); err != nil {
			exit, ok := errors.AsType[*exec.ExitError](err)
			if !ok {
				ts.Fatalf("%v", err)
			}
			code = exit.ExitCode()
		}
		if code != want {
			ts.Fatalf("exit code %d, want %d", code, want)
		}
	}
}

// running is the server of a script.
type running struct {
	cmd  *exec.Cmd
	done chan struct{}
	log  *safeBuffer
}

func scriptServer(ts *testscript.TestScript, _ bool, args []string) {
	path, err := exec.LookPath(folder)
	ts.Check(err)
	cmd := exec.Command(path, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), os.Environ()
	for _, name := range []string{"LANG", "RELEVE_DATA", "HOME", "TMPDIR"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	log := &safeBuffer{}
	cmd.Stderr = log
	ts.Check(cmd.Start())
	s, _ := ts.Value(running{}).(*running)
	*s = running{cmd: cmd, done: make(chan struct{}), log: log}
	ts.Defer(func() { _ = cmd.Process.Kill() })
	ready := make(chan struct{})
	go func() {
		defer close(s.done)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			key, value, _ := strings.Cut(lines.Text(), ": ")
			ts.Setenv(strings.ToUpper(key), value)
			if u, err := url.Parse(value); key == "link" && err == nil {
				ts.Setenv("LINK_PATH", u.Path)
			} else if key == "server" && err == nil {
				ts.Setenv("HOST", u.Host)
			}
			if key == "data" {
				close(ready)
			}
		}
	}()
	select {
	case <-ready:
	case <-s.done:
		ts.Fatalf("the server ended: %s", log)
	case <-time.After(30 * time.Second):
		ts.Fatalf("the server is not ready: %s", log)
	}
}

func scriptInterrupt(ts *testscript.TestScript, _ bool, _ []string) {
	s, _ := ts.Value(running{}).(*running)
	ts.Check(s.cmd.Process.Signal(os.Interrupt))
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		ts.Fatalf("the server does not stop: %s", s.log)
	}
	if err := s.cmd.Wait(); err != nil {
		ts.Fatalf("the server: %v: %s", err, s.log)
	}
	fmt.Fprint(ts.Stderr(), s.log)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

func scriptFill(ts *testscript.TestScript, _ bool, args []string) {
	link := args[0]
	values := url.Values{}
	for _, field := range hidden.FindAllStringSubmatch(scriptFetch(ts, http.MethodGet, link, nil), -1) {
		values.Set(field[1], html.UnescapeString(field[2]))
	}
	for _, answer := range args[1:] {
		name, value, _ := strings.Cut(answer, "=")
		values.Add(name, value)
	}
	scriptFetch(ts, http.MethodPost, link, values)
}

func scriptSees(ts *testscript.TestScript, _ bool, args []string) {
	scriptFetch(ts, http.MethodGet, args[0], nil)
}

// scriptFetch asks for a page, prints the status and the page, and returns it.
func scriptFetch(ts *testscript.TestScript, method, target string, values url.Values) string {
	req, err := http.NewRequest(method, target, strings.NewReader(values.Encode()))
	ts.Check(err)
	if values != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%s\n%s\n", res.Status, data)
	return string(data)
}

func scriptLink(ts *testscript.TestScript, _ bool, args []string) {
	var list []participantItem
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &list))
	for _, p := range list {
		if p.Code == args[1] {
			ts.Setenv("LINK", p.Link)
		}
	}
}

func scriptSame(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 || args[0] != args[1] || args[0] == "" {
		ts.Fatalf("%q are not the same", args)
	}
}

// scriptNames prints "name value" for each defined name, sorted.
func scriptNames(ts *testscript.TestScript, _ bool, args []string) {
	found, err := definedNames(ts.MkAbs(args[0]))
	ts.Check(err)
	var lines []string
	for name, value := range found {
		lines = append(lines, name+" "+value)
	}
	slices.Sort(lines)
	fmt.Fprintln(ts.Stdout(), strings.Join(lines, "\n"))
}

func scriptCells(ts *testscript.TestScript, _ bool, args []string) {
	book, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	ts.Check(err)
	for _, row := range rows {
		fmt.Fprintln(ts.Stdout(), strings.TrimSpace(strings.Join(row, " ")))
	}
}

func scriptSheets(ts *testscript.TestScript, _ bool, args []string) {
	book, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer book.Close()
	fmt.Fprintln(ts.Stdout(), strings.Join(book.GetSheetList(), "\n"))
}

func scriptDamage(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	at := len(data) / 2
	if len(args) > 1 {
		if at = bytes.Index(data, []byte(args[1])); at < 0 {
			ts.Fatalf("no %q in %s", args[1], args[0])
		}
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// definedNames returns the values of the cells that a workbook's names stand for, as they are kept, not as they are
// shown.
func definedNames(path string) (map[string]string, error) {
	book, err := excelize.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	found := map[string]string{}
	for _, n := range book.GetDefinedName() {
		if strings.HasPrefix(n.Name, "_xlnm.") { // of the program that prints it
			continue
		}
		sheet, cell, _ := strings.Cut(n.RefersTo, "!")
		value, err := book.GetCellValue(strings.Trim(sheet, "'"), strings.ReplaceAll(cell, "$", ""), excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, fmt.Errorf("%s = %s: %w", n.Name, n.RefersTo, err)
		}
		found[n.Name] = value
	}
	return found, nil
}
