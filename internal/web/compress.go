package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"

	"releve/internal/device"
)

// worthwhile is the size in bytes below which a body goes as it is.
const worthwhile = 1024

// effort is how hard the codings work, as their libraries number it.
type effort struct{ brotli, gzip int }

// waitedFor is the effort for a page that somebody waits for: at this level brotli takes as long as gzip and saves six per
// cent.
func waitedFor() effort { return effort{brotli: 5, gzip: gzip.DefaultCompression} }

// onceForAll is the effort for what is compressed once and sent often: as small as it gets.
func onceForAll() effort { return effort{brotli: brotli.BestCompression, gzip: gzip.BestCompression} }

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
		name, quality, weighed := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		if q, err := strconv.ParseFloat(quality, 64); weighed && (err != nil || q == 0) {
			continue
		}
		switch coding(name) {
		case brotly:
			return brotly
		case zipped:
			best = zipped
		case plain:
		}
	}
	return best
}

// compress writes a body in a coding with some effort.
func compress(w io.Writer, body []byte, as coding, hard effort) error {
	var z io.WriteCloser
	switch as {
	case brotly:
		z = brotli.NewWriterLevel(w, hard.brotli)
	case zipped:
		z, _ = gzip.NewWriterLevel(w, hard.gzip) // the levels exist
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
	return compress(r, body, as, waitedFor())
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
	if err := compress(&b, a.Body, as, onceForAll()); err != nil {
		return nil, err
	}
	if p.bodies == nil {
		p.bodies = make(map[string][]byte)
	}
	p.bodies[key] = b.Bytes()
	return b.Bytes(), nil
}
