package main

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // looked for in the data, not used
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // looked for in the data, not used
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// address is where the client of this test lives: an address of this machine that nothing else uses.
const address = "127.13.37.5"

// canaries are what a visitor's programs send along and nobody may find again.
func canaries() map[string]string {
	return map[string]string{
		"User-Agent":       "CanaryBrowser/13.37 (secret-agent-7731)",
		"X-Forwarded-For":  "203.0.113.77",
		"Forwarded":        "for=198.51.100.23",
		"CF-Connecting-IP": "192.0.2.91",
		"X-Real-IP":        "203.0.113.78",
		"Cookie":           "canary=cookie-5512-crumb",
		"Referer":          "https://canary-referer.example/path-9931",
		"X-Canary":         "header-canary-4410",
		"Authorization":    "Bearer canary-bearer-8080",
		"X-Releve-Secret":  "canary-secret-of-the-device-3377",
	}
}

// canaryPassword is a password that somebody tries.
const canaryPassword = "canary-password-6604"

// traces returns every form in which what identifies the client could have been kept.
func traces() map[string][]byte {
	ip := net.ParseIP(address).To4()
	found := map[string][]byte{
		"address":         []byte(address),
		"address, bytes":  ip,
		"address, hex":    []byte(hex.EncodeToString(ip)),
		"address, mapped": []byte("::ffff:7f0d:2505"),
		"network":         []byte("127.13.37."),
		"password":        []byte(canaryPassword),
	}
	for name, value := range canaries() {
		found[name] = []byte(value)
	}
	for _, text := range []string{address, canaries()["User-Agent"], canaries()["X-Releve-Secret"]} {
		m, s1, s256 := md5.Sum([]byte(text)), sha1.Sum([]byte(text)), sha256.Sum256([]byte(text)) //nolint:gosec // see above
		for name, sum := range map[string][]byte{"md5": m[:], "sha1": s1[:], "sha256": s256[:]} {
			found[name+" of "+text] = sum
			found[name+" hex of "+text] = []byte(hex.EncodeToString(sum))
		}
	}
	return found
}

// ownSheet returns a sheet whose device can change it: by the secret that the canaries send, of which only the hash
// comes with the sheet.
func ownSheet(t *testing.T, answer string) (id, text string) {
	t.Helper()
	id = randomSheet(t, rand.Reader).ID
	hash := sha256.Sum256([]byte(canaries()["X-Releve-Secret"]))
	return id, fmt.Sprintf(`{"id":%q,"date":"2026-03-02","language":"fr","secret_hash":"%x","answers":{"inst":"com-pop","proc":"rdv","dur":"d10","out":%q}}`, id, hash, answer)
}

// visitor is a client bound to address that sends the canaries.
func visitor() *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 5 * time.Second}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// visit sends a request with the canaries and returns the status.
func visit(t *testing.T, client *http.Client, method, target, kind string, body io.Reader) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range canaries() {
		req.Header.Set(name, value)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// TestNothingOfTheVisitor visits every kind of route with marks of its own, through success, refusals, errors and
// a panic, and then looks for them in every file, in the log, in the metrics and in the exports.
func TestNothingOfTheVisitor(t *testing.T) {
	dir := t.TempDir()
	link := surveyed(t, dir, "monitoring-1030")
	invoke(t, dir, "user", "add", "--email", "ana@coordination.example")
	metrics := freeAddress(t)
	s := started(t, dir, nil, "--behind-proxy", "--metrics-listen", metrics)
	client := visitor()
	next := randomSheet(t, rand.Reader)
	form := url.Values{
		"_id": {next.ID}, "_language": {"fr"}, "_date": {"2026-03-02"},
		"inst": {"com-pop"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"},
	}
	own, text := ownSheet(t, "ok")
	mended := strings.Replace(text, `"ok"`, `"ko"`, 1)
	gone, other := ownSheet(t, "ok")
	sheets := "/api/v1/links/" + link + "/sheets"
	const posted = "application/x-www-form-urlencoded"
	const signIn = "email=ana%40coordination.example&password=" + canaryPassword
	for _, test := range []struct {
		name, method, path, kind, body string
		want                           int
	}{
		{"page", http.MethodGet, "/s/" + link, "", "", 200},
		{"home", http.MethodGet, "/", "", "", 200},
		{"sheet", http.MethodPost, "/s/" + link, posted, form.Encode(), 303},
		{"refused sheet", http.MethodPost, "/s/" + link, posted, "_id=x&_language=fr", 422},
		{"unreadable form", http.MethodPost, "/s/" + link, posted, "%zz", 400},
		{"large form", http.MethodPost, "/s/" + link, posted, "com=" + strings.Repeat("x", 1<<20), 413},
		{"unknown link", http.MethodGet, "/s/0000-0000-0000-0000", "", "", 404},
		{"unknown page", http.MethodGet, "/nowhere", "", "", 404},
		{"wrong method", http.MethodDelete, "/s/" + link, "", "", 405},
		{"unreadable batch", http.MethodPost, sheets, "application/json", "{", 400},
		{"empty batch", http.MethodPost, sheets, "application/json", `{"sheets":[]}`, 200},
		{"sheets with a secret", http.MethodPost, sheets, "application/json", `{"sheets":[` + text + `,` + other + `]}`, 200},
		{"correction", http.MethodPut, sheets + "/" + own, "application/json", mended, 200},
		{"refused correction", http.MethodPut, sheets + "/" + own, "application/json", "{", 422},
		{"correction of nothing", http.MethodPut, sheets + "/" + next.ID, "application/json", strings.Replace(mended, own, next.ID, 1), 404},
		{"withdrawal", http.MethodDelete, sheets + "/" + gone, "", "", 200},
		{"sign-in page", http.MethodGet, "/c/_signin", "", "", 200},
		{"desk without session", http.MethodGet, "/c/c/sheets", "", "", 303},
		{"wrong password", http.MethodPost, "/c/_signin", posted, signIn, 422},
		{"wrong password, once more", http.MethodPost, "/c/_signin", posted, signIn, 422},
		{"wrong recovery code", http.MethodPost, "/c/_recover", posted, signIn + "&code=0000-0000-0000-0000", 422},
		{"from elsewhere", http.MethodPost, "/c/_accounts", "text/plain", "x", 303},
		{"panic", http.MethodGet, "/fault/panic", "", "", 500},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := visit(t, client, test.method, s.url+test.path, test.kind, strings.NewReader(test.body))
			if got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
	rudely(t, s)
	looked := gathered(t, s, metrics)
	if !strings.Contains(s.out.String(), "panic") {
		t.Error("the panic is not in the log: the test shows nothing")
	}
	for what, trace := range traces() {
		for place, data := range looked {
			if bytes.Contains(data, trace) {
				t.Errorf("%s of the visitor found in %s", what, place)
			}
		}
	}
}

// rudely breaks off connections in ways that make servers complain about a client by its address.
func rudely(t *testing.T, s *server) {
	t.Helper()
	for _, text := range []string{"GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n", "\x16\x03\x01\x02\x00", "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nab"} {
		dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
		c, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte(text))
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
}

// gathered collects everything that the program leaves or says: metrics, log, exports, and every file.
func gathered(t *testing.T, s *server, metrics string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+metrics+"/metrics", nil)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	found["metrics"], _ = io.ReadAll(res.Body)
	res.Body.Close()
	files(t, s.dir, found, "while running: ")
	found["csv"] = []byte(invoke(t, s.dir, "export", "--campaign", "c", "--format", "csv", "--with-tokens"))
	found["json"] = []byte(invoke(t, s.dir, "export", "--campaign", "c", "--format", "json", "--with-tokens"))
	s.stop(t)
	found["log"] = []byte(s.out.String())
	files(t, s.dir, found, "after the end: ")
	return found
}

// files reads every file of a folder.
func files(t *testing.T, dir string, into map[string][]byte, prefix string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		into[prefix+path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
