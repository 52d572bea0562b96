package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// writer owns the one connection that writes. Its goroutine takes requests in their order; sheets that wait
// together are committed together.
type writer struct {
	path  string
	limit int // most requests in one commit
	now   func() time.Time

	requests chan *request
	closing  sync.RWMutex // held for reading while a request is handed over
	closed   bool
	stopped  chan struct{}

	// The goroutine's own.
	db      *sql.DB
	conn    *sql.Conn
	hot     *hot
	workers map[int64]*tokens // numbers of worker tokens, by campaign
	doubt   bool              // an error came that the connection may not have survived
	tried   time.Time         // when mending failed last
	trouble error             // why
	scrub   bool              // erased content may still stand in the log
}

// request is what one caller waits for: sheets to keep, or a job in a transaction of its own.
type request struct {
	ended func() error // why the caller waits no more, nil while it does
	save  *saving
	job   func(context.Context, querier) error
	done  chan error
}

// How many requests may wait without their callers being held up at the door, and how long the writer lets pass
// before it tries again what could not be done at once.
const (
	waiting = 1024
	pause   = time.Second
)

func newWriter(path string, limit int, now func() time.Time) *writer {
	return &writer{
		path: path, limit: limit, now: now, requests: make(chan *request, waiting),
		stopped: make(chan struct{}), workers: map[int64]*tokens{},
	}
}

// ask hands a request over and waits for its answer. When the context ends first, the request may still be carried
// out: the caller then does not know.
func (w *writer) ask(ctx context.Context, r *request) error {
	r.ended, r.done = ctx.Err, make(chan error, 1)
	if err := w.hand(ctx, r); err != nil {
		return err
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) hand(ctx context.Context, r *request) error {
	w.closing.RLock()
	defer w.closing.RUnlock()
	if w.closed {
		return errClosed
	}
	select {
	case w.requests <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write runs a job in a transaction of its own. The job runs on the writer's goroutine: it must not ask the
// database for anything but through its querier.
func (w *writer) write(ctx context.Context, job func(context.Context, querier) error) error {
	return w.ask(ctx, &request{job: job})
}

// stop carries out what was handed over and ends the goroutine. The connection stays open.
func (w *writer) stop() {
	w.closing.Lock()
	if !w.closed {
		w.closed = true
		close(w.requests)
	}
	w.closing.Unlock()
	<-w.stopped
}

// loop is the writer's goroutine. Its context never ends: what was handed over is carried out.
func (w *writer) loop(ctx context.Context) {
	defer close(w.stopped)
	var held *request
	for {
		first := held
		if held = nil; first == nil {
			if first = w.next(ctx); first == nil {
				return
			}
		}
		if first.save == nil {
			w.carryOut(ctx, first)
			continue
		}
		var together []*request
		together, held = w.gather(first)
		w.commit(ctx, together)
	}
}

// next waits for a request; nil says that there will be none. While erased content stands in the log, it uses the
// time.
func (w *writer) next(ctx context.Context) *request {
	for w.scrub {
		select {
		case r := <-w.requests:
			return r
		case <-time.After(pause):
			w.clean(ctx)
		}
	}
	return <-w.requests
}

// gather takes the sheets that wait behind a request; held is what came behind them and is something else. The commit
// before was the time in which they gathered, so no timer is needed. When none waits any more, callers that are
// about to hand over a sheet are let run first: on a fast disk a commit is shorter than the reading of a sheet, and
// would take sheets one by one.
func (w *writer) gather(first *request) (together []*request, held *request) {
	together = append(make([]*request, 0, len(w.requests)+1), first)
	for yields := 0; len(together) < w.limit; {
		select {
		case r, ok := <-w.requests:
			if !ok || r.save == nil {
				return together, r
			}
			together = append(together, r)
		default:
			if yields == mostYields {
				return together, nil
			}
			yields++
			runtime.Gosched()
		}
	}
	return together, nil
}

// mostYields is how often the writer lets others run before it commits what has gathered.
const mostYields = 16

func (w *writer) carryOut(ctx context.Context, r *request) {
	if err := r.ended(); err != nil {
		r.done <- err
		return
	}
	r.done <- w.transaction(ctx, func(ctx context.Context) error { return r.job(ctx, w.conn) })
	if w.scrub {
		w.clean(ctx)
	}
}

// commit keeps the sheets of several requests in one transaction. When it fails for another reason than the
// machine's, each request gets a transaction of its own, so that a bad one does not fail its neighbours.
func (w *writer) commit(ctx context.Context, together []*request) {
	waiting := together[:0]
	for _, r := range together {
		if err := r.ended(); err != nil {
			r.done <- err
			continue
		}
		waiting = append(waiting, r)
	}
	if len(waiting) == 0 {
		return
	}
	err := w.keep(ctx, waiting)
	if err != nil && !unavailable(err) && len(waiting) > 1 {
		for i := range waiting {
			w.commit(ctx, waiting[i:i+1])
		}
		return
	}
	for _, r := range waiting {
		if err == nil {
			r.done <- r.save.refused
			continue
		}
		r.done <- err
	}
}

// keep writes the sheets of requests in one transaction.
func (w *writer) keep(ctx context.Context, waiting []*request) error {
	var b *batch
	err := w.transaction(ctx, func(ctx context.Context) error {
		b = newBatch(w.hot, w.workers)
		for _, r := range waiting {
			if err := b.save(ctx, r.save); err != nil {
				return err
			}
		}
		return b.finish(ctx)
	})
	if err != nil {
		clear(w.workers) // they may hold numbers that were not committed
		return err
	}
	return nil
}

// transaction runs a function between BEGIN and COMMIT. After an error nothing of it is kept.
func (w *writer) transaction(ctx context.Context, do func(context.Context) error) error {
	if err := w.mend(ctx); err != nil {
		return err
	}
	err := w.attempt(ctx, do)
	if err == nil {
		return nil
	}
	_, undone := w.conn.ExecContext(ctx, `ROLLBACK`) // fails when SQLite rolled back by itself
	w.doubt = doubtful(err) || doubtful(undone) && code(undone) != errorCode
	return err
}

// errorCode is SQLite's code for "no transaction is active" and other mistakes in a statement.
const errorCode = 1

func (w *writer) attempt(ctx context.Context, do func(context.Context) error) (err error) {
	if _, err = w.hot.begin.ExecContext(ctx); err != nil {
		return err
	}
	defer func() {
		if cause := recover(); cause != nil { // a job is a caller's code, and all callers share this goroutine
			err = fmt.Errorf("write: panic: %v", cause)
		}
	}()
	if err = do(ctx); err != nil {
		return err
	}
	_, err = w.hot.commit.ExecContext(ctx)
	return err
}
