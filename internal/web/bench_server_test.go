package web_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"releve/forms"
	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/sheet"
	"releve/internal/sqlite"
	"releve/internal/web"
	"releve/reports"
	"releve/static"
)

// benchMode is the variable that makes the test program a server for a benchmark: "hello", or
// "submit DIR LIMIT STORED".
const benchMode = "RELEVE_BENCH_SERVER"

// benchLink is the link of the service in the benchmark's campaign.
const benchLink = "0000-0000-0000-0001"

func TestMain(m *testing.M) {
	if mode := os.Getenv(benchMode); mode != "" {
		if err := serveBench(strings.Fields(mode)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveBench serves until its standard input ends, after it has printed its address.
func serveBench(mode []string) error {
	stop, err := profile(mode[0])
	if err != nil {
		return err
	}
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	if mode[0] == "hello" {
		return serveHello(ctx)
	}
	return serveSheets(ctx, mode)
}

// serveHello is the server that a submission is compared with.
func serveHello(ctx context.Context) error {
	e := echo.New()
	e.GET("/", func(c echo.Context) error { return c.String(http.StatusOK, "hello") })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	go func() { _ = http.Serve(l, e) }() //nolint:gosec // a benchmark on this machine
	<-ctx.Done()
	return nil
}

// profile writes a CPU profile of the server into the folder that RELEVE_BENCH_PROFILE names, if it does.
func profile(name string) (stop func(), err error) {
	dir := os.Getenv("RELEVE_BENCH_PROFILE")
	if dir == "" {
		return func() {}, nil
	}
	f, err := os.Create(filepath.Join(dir, name+".prof"))
	if err != nil {
		return nil, err
	}
	if err = pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}, nil
}

// serveSheets is the real server over a store with so many sheets.
func serveSheets(ctx context.Context, mode []string) error {
	limit, err := strconv.Atoi(mode[2])
	if err != nil {
		return err
	}
	stored, err := strconv.Atoi(mode[3])
	if err != nil {
		return err
	}
	db, err := sqlite.Open(ctx, sqlite.Options{Dir: mode[1], Now: time.Now, Random: rand.Reader, BatchLimit: limit})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:contextcheck // it is closed also when the server was called off
	if err = fill(ctx, db, stored); err != nil {
		return err
	}
	catalogue, err := locale.Load()
	if err != nil {
		return err
	}
	s, err := web.New(web.Options{ //nolint:contextcheck // every request brings its own
		Store: db, Sheets: db, Paper: db, Scans: db.Scans(), Images: db.Scans(), Catalogue: catalogue, Static: static.FS, Now: time.Now, Random: rand.Reader,
		Accounts: &account.Service{}, Reports: reports.FS, Backup: func(context.Context, string) (string, error) { return "", errors.ErrUnsupported },
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), PublicURL: "https://example.org",
	})
	if err != nil {
		return err
	}
	return s.Serve(ctx, web.Listen{Address: "127.0.0.1:0", Ready: func(at string) { fmt.Println(at) }})
}

// fill makes a campaign and keeps so many sheets in it.
func fill(ctx context.Context, db *sqlite.DB, stored int) error {
	lib, err := form.Load(forms.FS)
	if err != nil {
		return err
	}
	f, _ := lib.Form("monitoring-1030")
	c := &campaign.Campaign{
		Slug: "bench", Title: "Bench", FormID: f.ID, Version: f.Version, From: "2026-01-01", Zone: "Europe/Brussels",
		Language: "fr", State: campaign.Open, Groups: f.Groups, Outcome: f.Outcome, Link: "0000-0000-0000-0002",
		Participants: []campaign.Participant{{Code: "asso", Name: "Asso", Kind: campaign.Association, Link: benchLink}},
	}
	if err := db.Create(ctx, c, f); err != nil {
		return err
	}
	const step = 5000
	for done := 0; done < stored; done += step {
		in := campaign.Importation{}
		for range min(step, stored-done) {
			id, err := sheet.NewID(rand.Reader)
			if err != nil {
				return err
			}
			in.Sheets = append(in.Sheets, benchSheet(f, id))
		}
		if _, err := db.Import(ctx, "bench", in); err != nil {
			return err
		}
	}
	return nil
}

func benchSheet(f *form.Form, id sheet.ID) *sheet.Sheet {
	return &sheet.Sheet{
		ID: id, Participant: "asso", Version: f.Version, Date: "2026-03-02", Precision: sheet.Day, Channel: sheet.Web,
		ReceivedAt: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), Language: "fr", Status: sheet.Received,
		Answers: form.Answers{
			"inst": {Codes: []string{"com-pop"}}, "proc": {Codes: []string{"rdv"}},
			"dur": {Codes: []string{"d10"}}, "out": {Codes: []string{"ok"}},
		},
	}
}

// benchServer is the test program running as a server of its own, so that its CPU time is only the server's.
type benchServer struct {
	address string
	pid     int
}

func startBench(b *testing.B, mode string) benchServer {
	b.Helper()
	// RELEVE_BENCH_WRAP goes before the program: strace with inject=fsync,fdatasync:delay_exit=2000 makes the disk slow.
	words := append(strings.Fields(os.Getenv("RELEVE_BENCH_WRAP")), os.Args[0], "-test.run=^$")
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = append(os.Environ(), benchMode+"="+mode)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err = cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return benchServer{address: strings.TrimSpace(line), pid: cmd.Process.Pid}
}

// cpu returns the CPU time that the server has used.
func (s benchServer) cpu(b *testing.B) time.Duration {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	const tick = 10 * time.Millisecond // USER_HZ is 100 on Linux
	return time.Duration(user+system) * tick
}
