package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/device"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/sheet"
	"releve/internal/sqlite"
	"releve/internal/web"
	"releve/reports"
	"releve/static"
)

// firstSecret is the secret of the address where the first account is made.
const firstSecret = "f1f2f3f4f5f6f7f8" //nolint:gosec // G101: of a test

// Links of the campaign that house makes.
const (
	serviceLink  = "aaaa-bbbb-cccc-dddd"
	otherLink    = "eeee-ffff-gggg-hhhh"
	campaignLink = "jjjj-kkkk-mmmm-nnnn"
)

// house is a running program with one open campaign.
type house struct {
	t        testing.TB
	db       *sqlite.DB
	server   *web.Server
	accounts *account.Service
	log      *bytes.Buffer
	clock    *atomic.Int64 // unix seconds
}

// built is what devices load, the same for every server: bundling it takes most of the time of making one.
var built = sync.OnceValues(device.Build)

// library holds the questionnaires that come with the program, and empty the bytes of a database without anything in it: the
// same for every house.
var (
	library = sync.OnceValues(func() (*form.Library, error) { return form.Load(forms.FS) })
	empty   = sync.OnceValues(emptyDatabase)
)

// emptyDatabase makes a database that is up to date and returns its file.
func emptyDatabase() ([]byte, error) {
	dir, err := os.MkdirTemp("", "releve-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Now: time.Now, Random: rand.Reader})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, databaseFile))
}

// databaseFile is the name of the database in its folder.
const databaseFile = "releve.db"

// emptyFolder returns a folder that holds such a database.
func emptyFolder(tb testing.TB) string {
	tb.Helper()
	data, err := empty()
	dir := tb.TempDir()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, databaseFile), data, 0o600)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return dir
}

// newHouse opens a store in a folder of its own with a campaign of a shipped form.
func newHouse(tb testing.TB, formID string) *house {
	tb.Helper()
	h := &house{t: tb, log: &bytes.Buffer{}, clock: &atomic.Int64{}}
	h.clock.Store(time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC).Unix())
	now := func() time.Time { return time.Unix(h.clock.Load(), 0).UTC() }
	db, err := sqlite.Open(tb.Context(), sqlite.Options{Dir: emptyFolder(tb), Now: now, Random: rand.Reader})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	h.db = db
	lib, err := library()
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := lib.Form(formID)
	if !ok {
		tb.Fatal("no form ", formID)
	}
	c := &campaign.Campaign{
		Slug: "c", Title: "Monitoring social 2026", FormID: f.ID, Version: f.Version, From: "2026-01-01",
		Zone: "Europe/Brussels", Language: "fr", State: campaign.Open, Groups: f.Groups, Outcome: f.Outcome,
		ProcedureText: f.ProcedureText, Link: campaignLink, CountLate: true, CountOutside: true,
		Participants: []campaign.Participant{
			{Code: "asso", Name: "La Rencontre", Kind: campaign.Association, Link: serviceLink},
			{Code: "autre", Name: "Un autre service", Kind: campaign.Other, Link: otherLink},
		},
	}
	if err = db.Create(tb.Context(), c, f); err != nil {
		tb.Fatal(err)
	}
	catalogue, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	h.accounts = &account.Service{
		Store: db.Accounts(), Sessions: db.Accounts(), Random: rand.Reader, Now: now,
		Hasher: account.NewHasher(account.Cost{Memory: 64, Passes: 1, Lanes: 1}, 1),
	}
	kit, err := built()
	if err != nil {
		tb.Fatal(err)
	}
	h.server, err = web.New(web.Options{
		Kit:   kit,
		Store: db, Sheets: db, Paper: db, Scans: db.Scans(), Images: db.Scans(), Accounts: h.accounts, Forms: lib.Forms(), Reports: reports.FS, Backup: h.backup,
		Catalogue: catalogue, Static: static.FS, Now: now, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(h.log, nil)), PublicURL: "https://releve.example", First: firstSecret,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// backup writes a checked copy of the store.
func (h *house) backup(ctx context.Context, dir string) (string, error) {
	path, _, err := h.db.BackupTo(ctx, dir)
	return path, err
}

// do sends a request to the handler.
func (h *house) do(method, target, kind string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	return w
}

func (h *house) get(target string) *httptest.ResponseRecorder {
	return h.do(http.MethodGet, target, "", nil)
}

func (h *house) post(target string, values url.Values) *httptest.ResponseRecorder {
	return h.do(http.MethodPost, target, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

// filled returns a whole sheet of monitoring-1030, as the page posts it, with an id of its own.
func filled(tb testing.TB) url.Values {
	tb.Helper()
	id, err := sheet.NewID(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return url.Values{
		"_id": {id.String()}, "_version": {"2026112203"}, "_language": {"fr"}, "_date": {"2026-03-01"},
		"inst": {"fwb-bour"}, "inst.text": {""}, "proc": {"bou"}, "proc.text": {""}, "dur": {"d30"},
		"dur.minutes": {"45"}, "out": {"ko"}, "fn": {"as"}, "com": {"Page perdue deux fois."},
	}
}

// kept returns every sheet that the store holds, erased ones left out.
func (h *house) kept() []*sheet.Sheet {
	var found []*sheet.Sheet
	err := h.db.View(context.Background(), "c", func(v campaign.View) error {
		for k, err := range v.Changed(0) {
			if err != nil {
				return err
			}
			if !k.Erased {
				found = append(found, k.Sheet)
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return found
}

// set changes the campaign.
func (h *house) set(change func(*campaign.Campaign)) {
	_, err := h.db.Update(context.Background(), "c", func(c *campaign.Campaign) error {
		change(c)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// batch posts sheets to the endpoint for devices and returns the status and the answer.
func (h *house) batch(link, body string) (int, batchAnswer) {
	w := h.do(http.MethodPost, "/api/v1/links/"+link+"/sheets", "application/json", strings.NewReader(body))
	var answer batchAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		h.t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return w.Code, answer
}

// batchAnswer is an answer of the endpoint for devices, of success and of failure.
type batchAnswer struct {
	Sheets []struct {
		ID, Status, Receipt string
		Problems            []problemBody
	}
	problemBody
}

type problemBody struct{ Code, Key, Field, Message string }

// find returns the first group of a pattern in a body.
func find(tb testing.TB, body, pattern string) string {
	tb.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(body)
	if m == nil {
		tb.Fatalf("no %s in\n%s", pattern, body)
	}
	return m[1]
}

// form returns the form of the campaign.
func (h *house) form() (*form.Form, error) {
	c, err := h.db.Campaign(context.Background(), "c")
	if err != nil {
		return nil, err
	}
	return c.Form(), nil
}
