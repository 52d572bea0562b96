package web

import (
	"context"
	"fmt"
	"html/template"
	"image"
	"reflect"
	"slices"
	"strings"
	"sync"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// Limits of what is held in memory of batches that somebody works on.
const (
	mostStacks   = 3
	mostPictures = 6 // decoded pictures
)

// stacks holds what was read of the batches that people work on: it is the same from one field to the next.
type stacks struct {
	mu       sync.Mutex
	held     []*stack // the one used last at the end
	forgot   int      // how often something was forgotten
	pictures []openedPicture

	deciding sync.RWMutex // held while something is decided; alone, while a batch is closed with all that was decided
}

// stack is the pages of a batch with what belongs to them.
type stack struct {
	batch, sign string // its id, and what changes when pages come in
	images      []scan.Image
	layouts     map[string]*paper.Layout
	seen        map[int64]scan.Seen
	work        *scan.Work // what they came to last, nil for not yet; it is only read
}

type openedPicture struct {
	image int64
	gray  *image.Gray
}

// forget drops what is held of a batch: something of it has changed.
func (s *stacks) forget(batch string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgot++
	s.held = slices.DeleteFunc(s.held, func(k *stack) bool { return k.batch == batch })
}

// close drops a decoded picture: those of closed batches are deleted some day, and then shown no more.
func (s *stacks) close(image int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pictures = slices.DeleteFunc(s.pictures, func(p openedPicture) bool { return p.image == image })
}

// find returns what is held of a batch, nil when it is nothing or out of date.
func (s *stacks) find(batch, sign string) *stack {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.held, func(k *stack) bool { return k.batch == batch && k.sign == sign })
	if i < 0 {
		return nil
	}
	return s.held[i]
}

// begin returns what keep asks for: it is called before the pages are read.
func (s *stacks) begin() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forgot
}

// keep holds the pages of a batch, unless something has changed since they were read.
func (s *stacks) keep(k *stack, begun int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.forgot != begun {
		return
	}
	s.held = append(slices.DeleteFunc(s.held, func(o *stack) bool { return o.batch == k.batch }), k)
	if len(s.held) > mostStacks {
		s.held = slices.Delete(s.held, 0, 1)
	}
}

// do works out a batch. The page that follows an answer needs the same again: what was worked out last is held, and
// returned as long as nothing is known that was not known then.
func (s *stacks) do(k *stack, m scan.Material) *scan.Work {
	s.mu.Lock()
	last := k.work
	s.mu.Unlock()
	if last != nil && last.Campaign.Config == m.Campaign.Config && reflect.DeepEqual(last.Batch, m.Batch) &&
		reflect.DeepEqual(last.Runs, m.Runs) && reflect.DeepEqual(last.Decisions, m.Decisions) {
		return last
	}
	w := scan.Do(m)
	s.mu.Lock()
	k.work = w
	s.mu.Unlock()
	return w
}

// workOf works out the batch of an address.
func (s *Server) workOf(v *visit) (*scan.Work, error) {
	ctx, slug, id := v.Request().Context(), v.campaign.Slug, v.Param(paramBatch)
	b, err := s.Scans.Batch(ctx, slug, id)
	if err != nil {
		return nil, err //nolint:wrapcheck // problems
	}
	sign := signOf(b)
	held := s.stacks.find(id, sign)
	if held == nil {
		begun := s.stacks.begin()
		if held, err = s.readStack(ctx, slug, id); err != nil {
			return nil, err
		}
		held.sign = sign
		s.stacks.keep(held, begun)
	}
	m := scan.Material{Campaign: v.campaign, Batch: b, Images: held.images, Layouts: held.layouts, Seen: held.seen}
	if m.Decisions, err = s.Images.Decisions(ctx, slug, id); err != nil {
		return nil, err //nolint:wrapcheck // problems
	}
	if m.Runs, err = s.Paper.Runs(ctx, slug); err != nil {
		return nil, err //nolint:wrapcheck // problems
	}
	return s.stacks.do(held, m), nil
}

// signOf returns what changes when pages of a batch come in.
func signOf(b scan.Batch) string {
	var sign strings.Builder
	fmt.Fprint(&sign, b.Closings, b.Closed.Unix(), b.Waiting, len(b.Files))
	for _, f := range b.Files {
		fmt.Fprint(&sign, ",", f.ID, f.Done)
	}
	for _, status := range []scan.Status{scan.Read, scan.Blank, scan.Refused, scan.Foreign} {
		fmt.Fprint(&sign, ",", b.Pages[status])
	}
	return sign.String()
}

// readStack reads the pages of a batch, their layouts, and what else is kept of the same sheets of paper.
func (s *Server) readStack(ctx context.Context, slug, id string) (*stack, error) {
	k := &stack{batch: id, layouts: map[string]*paper.Layout{}, seen: map[int64]scan.Seen{}}
	for img, err := range s.Images.ImagesOf(ctx, slug, id) {
		if err != nil {
			return nil, err
		}
		img.Page.Boxes = nil // what was measured is most of a page, and nobody asks for it here
		k.images = append(k.images, img)
	}
	for _, img := range k.images {
		number := img.Page.Code.Layout
		if _, known := k.layouts[number]; !known && number != "" {
			l, err := s.Paper.Layout(ctx, number)
			if err != nil && problem.KindOf(err) != problem.NotFound {
				return nil, err //nolint:wrapcheck // problems
			}
			k.layouts[number] = l
		}
		if err := k.look(ctx, s.Images, slug, img); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// look notes what is kept of the same sheet of paper: pages of other batches that came in before, and keyed lines.
func (k *stack) look(ctx context.Context, images scan.Images, slug string, img scan.Image) error {
	code, numbered := scan.CodeOf(img)
	if !numbered || img.Page.Status != scan.Read {
		return nil
	}
	pages, keyed, err := images.Seen(ctx, slug, code)
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	own := func(o scan.Image) bool {
		return o.ID > img.ID || slices.ContainsFunc(k.images, func(i scan.Image) bool { return i.ID == o.ID })
	}
	pages = slices.DeleteFunc(pages, own)
	if len(pages) > 0 || keyed > 0 {
		k.seen[img.ID] = scan.Seen{Pages: pages, Keyed: keyed}
	}
	return nil
}

// openPicture returns the decoded picture of a page; the last few are held.
func (s *Server) openPicture(v *visit, id int64) (*image.Gray, error) {
	s.stacks.mu.Lock()
	for _, p := range s.stacks.pictures {
		if p.image == id {
			s.stacks.mu.Unlock()
			return p.gray, nil
		}
	}
	s.stacks.mu.Unlock()
	data, err := s.Images.Picture(v.Request().Context(), v.campaign.Slug, v.Param(paramBatch), id)
	if err != nil {
		return nil, err //nolint:wrapcheck // problems
	}
	gray, err := scan.OpenPicture(data)
	if err != nil {
		return nil, err //nolint:wrapcheck // problems
	}
	s.stacks.mu.Lock()
	defer s.stacks.mu.Unlock()
	s.stacks.pictures = append(s.stacks.pictures, openedPicture{id, gray})
	if len(s.stacks.pictures) > mostPictures {
		s.stacks.pictures = slices.Delete(s.stacks.pictures, 0, 1)
	}
	return gray, nil
}

// batchDesk starts a page of scanned batches.
func (s *Server) batchDesk(v *visit, title string) *deskPage {
	p := s.newDeskPage(v, title)
	p.Style += template.CSS(s.pages.batch) //nolint:gosec // our own file
	return p
}
