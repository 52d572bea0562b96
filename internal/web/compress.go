package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"

	"releve/internal/device"
)

// worthwhile is the size in bytes below which a body goes as it is.
const worthwhile = 1024

// quick is how hard brotli works on a page while somebody waits: it takes as long as gzip and saves six per cent.
const quick = 5

// coding is how a body is compressed, as HTTP names it.
type coding string

// The codings. Browsers take brotli over https and from this machine.
const (
	plain  coding = ""
	zipped coding = "gzip"
	brotly coding = "br"
)

// codingOf returns the best coding that a browser takes.
func codingOf(r *http.Request) coding {
	best := plain
	for part := range strings.SplitSeq(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		switch name, refused := strings.TrimSpace(part), strings.HasSuffix(strings.ReplaceAll(part, " ", ""), ";q=0"); {
		case refused:
		case name == string(brotly):
			return brotly
		case strings.HasPrefix(name, string(zipped)):
			best = zipped
		}
	}
	return best
}

// compress writes a body in a coding; level is brotli's.
func compress(w io.Writer, body []byte, as coding, level int) error {
	var z io.WriteCloser
	switch as {
	case brotly:
		z = brotli.NewWriterLevel(w, level)
	case zipped:
		z = gzip.NewWriter(w)
	case plain:
		fallthrough
	default:
		_, err := w.Write(body)
		return err //nolint:wrapcheck // the caller says what was written
	}
	if _, err := z.Write(body); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	return nil
}

// sendCompressed writes a body, compressed where the browser accepts it.
func sendCompressed(c echo.Context, status int, body []byte) error {
	r, as := c.Response(), plain
	if len(body) >= worthwhile {
		as = codingOf(c.Request())
	}
	if as != plain {
		r.Header().Set(echo.HeaderContentEncoding, string(as))
	}
	r.WriteHeader(status)
	return compress(r, body, as, quick)
}

// packed keeps assets compressed as small as it gets: each is compressed once, when it is asked for first.
type packed struct {
	mu     sync.Mutex
	bodies map[string][]byte // by coding and name
}

// body returns an asset in a coding.
func (p *packed) body(a device.Asset, as coding) ([]byte, error) {
	if as == plain {
		return a.Body, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := string(as) + " " + a.Name
	if body, ok := p.bodies[key]; ok {
		return body, nil
	}
	var b bytes.Buffer
	if err := compress(&b, a.Body, as, brotli.BestCompression); err != nil {
		return nil, err
	}
	if p.bodies == nil {
		p.bodies = make(map[string][]byte)
	}
	p.bodies[key] = b.Bytes()
	return b.Bytes(), nil
}
