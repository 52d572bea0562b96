package paper

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"releve/internal/problem"
	"releve/internal/sheet"
)

// Order is what somebody wants to have printed.
type Order struct {
	Job    Job // without First and Copies
	Copies int // with serial numbers; 0: a master to be photocopied
	Pad    bool
}

// MostCopies is how many copies one run has at most.
const MostCopies = 500

// Names of the parts of an order, for problems.
const (
	OrderCopies = "copies"
	OrderPad    = "pad" // all copies are for one person, whose sheets count as one device
)

// Check refuses an order that makes no sense. The error is a problem that names the part.
func (o Order) Check() error {
	switch {
	case o.Copies < 0 || o.Copies > MostCopies:
		return problem.New(problem.Invalid, "paper.order.copies", problem.Args{"n": MostCopies}).At(OrderCopies)
	case o.Job.Kind == Poster && o.Copies > 0:
		return problem.New(problem.Invalid, "paper.order.poster", nil).At(OrderCopies)
	case o.Pad && o.Job.Kind != Tally:
		return problem.New(problem.Invalid, "paper.order.pad.kind", nil).At(OrderPad)
	case o.Pad && o.Copies == 0:
		return problem.New(problem.Invalid, "paper.order.pad.copies", nil).At(OrderPad)
	}
	return nil
}

// Clerk takes orders.
type Clerk struct {
	Printer *Printer
	Store   Store
	Random  io.Reader
	Now     func() time.Time
}

// Take lays an order out, keeps its layout, and takes serial numbers for its copies. It returns the job, ready to be
// printed, and the layout, nil of a poster. The error is a problem, or that of the store.
func (c Clerk) Take(ctx context.Context, o Order) (Job, *Layout, error) {
	if err := o.Check(); err != nil {
		return Job{}, nil, err
	}
	j := o.Job
	j.First, j.Copies = 0, max(1, o.Copies)
	l, err := c.Printer.Layout(j)
	if err != nil || l == nil {
		return j, nil, err
	}
	if err = c.Store.KeepLayout(ctx, l); err != nil || o.Copies == 0 {
		return j, l, err
	}
	r := Run{Layout: l.Number, Copies: o.Copies, At: c.Now().UTC().Truncate(time.Second)}
	if j.Participant != nil {
		r.Participant = j.Participant.Code
	}
	if o.Pad {
		if r.Worker, err = newWorker(c.Random); err != nil {
			return Job{}, nil, err
		}
	}
	if r, err = c.Store.Print(ctx, r); err != nil {
		return Job{}, nil, err
	}
	j.First = r.First
	return j, l, nil
}

// newWorker makes what is kept of a token, as a device has one.
func newWorker(random io.Reader) (string, error) {
	var token [16]byte
	if _, err := io.ReadFull(random, token[:]); err != nil {
		return "", fmt.Errorf("draw token: %w", err)
	}
	return sheet.Token(hex.EncodeToString(token[:])), nil
}
