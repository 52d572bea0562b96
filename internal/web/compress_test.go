package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestCoding(t *testing.T) {
	for _, test := range []struct {
		accepted string
		want     coding
	}{
		{"", plain},
		{"identity", plain},
		{"gzip, deflate", zipped},
		{"gzip, deflate, br, zstd", brotly},
		{"br;q=0, gzip;q=0.5", zipped},
		{"gzip;q=0", plain},
		{"gzip;q=0.0, br;q=1.0", brotly},
		{"broken", plain},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", test.accepted)
		if got := codingOf(r); got != test.want {
			t.Errorf("%q: got %q, want %q", test.accepted, got, test.want)
		}
	}
}

// What is compressed comes out as it went in, in every coding.
func TestCompress(t *testing.T) {
	body := []byte(strings.Repeat("Relève, ", 1000))
	for as, reader := range map[coding]func(io.Reader) (io.Reader, error){
		plain:  func(r io.Reader) (io.Reader, error) { return r, nil },
		zipped: func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		brotly: func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	} {
		var b bytes.Buffer
		if err := compress(&b, body, as, onceForAll()); err != nil {
			t.Fatal(err)
		}
		if as != plain && b.Len() > len(body)/10 {
			t.Errorf("%q: %d bytes", as, b.Len())
		}
		r, err := reader(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%q: comes out otherwise: %v", as, err)
		}
	}
}
