package web

import (
	"slices"
	"sync"

	"github.com/labstack/echo/v4"
)

// fieldOnce holds the mark of a page whose form makes something.
const fieldOnce = "_once"

// repeats remembers where forms that make something led to. Who clicks twice sends a page twice; what has no name of its
// own yet would be made twice, under two names.
type repeats struct {
	mu   sync.Mutex
	led  map[string]string // addresses by account and mark
	keys []string          // the oldest first
}

// How many pages are remembered, and how long a mark may be.
const (
	mostRepeats = 256
	mostMark    = 32
)

// once makes a handler that makes something do so once for each page that it was sent from. One who sends it again is
// led where the first time led to.
func (s *Server) once(h deskHandler) deskHandler {
	return func(v *visit) error {
		mark := v.posted().Get(fieldOnce)
		if mark == "" || len(mark) > mostMark {
			return h(v)
		}
		r, key := &s.repeats, v.who.ID+mark
		r.mu.Lock()
		defer r.mu.Unlock()
		if to, again := r.led[key]; again {
			return s.redirect(v, to)
		}
		if err := h(v); err != nil {
			return err
		}
		if to := v.Response().Header().Get(echo.HeaderLocation); to != "" {
			r.keep(key, to)
		}
		return nil
	}
}

// keep remembers an address, and forgets the oldest one.
func (r *repeats) keep(key, to string) {
	if r.led == nil {
		r.led = map[string]string{}
	}
	r.led[key] = to
	r.keys = append(r.keys, key)
	if len(r.keys) > mostRepeats {
		delete(r.led, r.keys[0])
		r.keys = slices.Delete(r.keys, 0, 1)
	}
}
