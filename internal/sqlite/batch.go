package sqlite

import (
	"context"
	"database/sql"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// bucketBits is the size of a bucket of receipts: 1,024 places.
const bucketBits = 10

// mostTokens is how many worker tokens of a campaign are remembered between transactions.
const mostTokens = 50_000

// saving is one request to keep posted sheets.
type saving struct {
	campaign int64
	config   int64
	sheets   []*packed
	receipts [][32]byte

	verdicts []campaign.Verdict
	refused  error // ErrStale, or that there is no such campaign
}

// batch keeps sheets in one transaction. Each campaign's state is read once.
type batch struct {
	hot     *hot
	ledgers map[int64]*ledger
	workers map[int64]*tokens
}

// ledger is what the transaction knows of a campaign.
type ledger struct {
	campaign int64
	state    campaign.State
	config   int64
	change   int64 // of this transaction, once it changed sheets
	place    int64 // the next free one
	changed  bool
	workers  *tokens
}

// tokens are the numbers of worker tokens, as of a change of the campaign. Whoever adds or removes one raises the
// change, so that they are right as long as it stays.
type tokens struct {
	change  int64
	numbers map[string]int64
}

func newBatch(h *hot, workers map[int64]*tokens) *batch {
	return &batch{hot: h, ledgers: map[int64]*ledger{}, workers: workers}
}

// save keeps the sheets of one request, each for itself. The error is of the database; what is wrong with the
// request stands in it.
func (b *batch) save(ctx context.Context, s *saving) error {
	s.refused, s.verdicts = nil, make([]campaign.Verdict, len(s.sheets))
	l, err := b.ledger(ctx, s.campaign)
	if err != nil {
		return err
	}
	if l.config != s.config {
		s.refused = campaign.ErrStale
		return nil
	}
	for i, p := range s.sheets {
		if s.verdicts[i], err = b.submit(ctx, l, p, s.receipts[i]); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) ledger(ctx context.Context, id int64) (*ledger, error) {
	if l := b.ledgers[id]; l != nil {
		return l, nil
	}
	l := &ledger{campaign: id}
	var state string
	if _, err := only(ctx, b.hot.ledger, []any{id}, &state, &l.config, &l.change, &l.place); err != nil {
		return nil, err
	}
	l.state = campaign.State(state)
	l.workers = b.workers[id]
	if l.workers == nil || l.workers.change != l.change || len(l.workers.numbers) > mostTokens {
		l.workers = &tokens{numbers: map[string]int64{}}
		b.workers[id] = l.workers
	}
	l.workers.change = l.change
	b.ledgers[id] = l
	return l, nil
}

// finish writes how far each campaign has come.
func (b *batch) finish(ctx context.Context) error {
	for id, l := range b.ledgers {
		if !l.changed {
			continue
		}
		if _, err := b.hot.progress.ExecContext(ctx, l.change, l.place, id); err != nil {
			return err
		}
		l.workers.change = l.change
	}
	return nil
}

// submit keeps one posted sheet, or says why not. A sheet that is there already is known before the campaign's
// state is asked.
func (b *batch) submit(ctx context.Context, l *ledger, p *packed, receipt [32]byte) (campaign.Verdict, error) {
	closed := l.state == campaign.Closed && p.sheet.Channel.Posted()
	if p.alone && p.follows == nil && !closed {
		// The usual sheet is new: the index that refuses a second one tells as well as a look-up before.
		verdict, err := b.store(ctx, l, p, receipt)
		if err != nil || verdict == campaign.Stored {
			return verdict, err
		}
	}
	known, err := b.find(ctx, l, p.sheet.ID)
	switch {
	case err != nil:
		return 0, err
	case known != nil:
		return b.again(ctx, l, known, p.sheet, receipt)
	case closed:
		return campaign.ClosedFor, nil
	}
	circle, err := b.circle(ctx, l, p)
	if err != nil || circle {
		return campaign.CycleRefused, err
	}
	return b.store(ctx, l, p, receipt)
}

// again says what a sheet is whose id is there already. The same sheet gets another receipt.
func (b *batch) again(ctx context.Context, l *ledger, k *known, s *sheet.Sheet, receipt [32]byte) (campaign.Verdict, error) {
	if k.erased {
		return campaign.Withdrawn, nil
	}
	if !k.same(s) {
		if former, err := b.former(ctx, l, s); err != nil || !former {
			return campaign.Conflicting, err
		}
	}
	return campaign.Duplicate, b.receipt(ctx, l, k.place, receipt)
}

// former says whether a sheet has a content that was kept under its id before it was altered.
func (b *batch) former(ctx context.Context, l *ledger, s *sheet.Sheet) (bool, error) {
	rows, err := b.hot.former.QueryContext(ctx, l.campaign, s.ID[:])
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var salt, digest []byte
		if err = rows.Scan(&salt, &digest); err != nil {
			return false, err
		}
		k := known{}
		copy(k.salt[:], salt)
		copy(k.digest[:], digest)
		if k.same(s) {
			return true, rows.Close()
		}
	}
	return false, rows.Err()
}

// store writes a sheet and its receipt; the verdict is 0 when there is one of its id already.
func (b *batch) store(ctx context.Context, l *ledger, p *packed, receipt [32]byte) (campaign.Verdict, error) {
	place, trial := l.place, counted
	if l.state == campaign.Trial && p.sheet.Channel != sheet.Import {
		trial = tried
	}
	stored, err := b.insert(ctx, l, p, trial)
	if err != nil || !stored {
		return 0, err
	}
	if err = b.proof(ctx, l, place, p.proof); err != nil {
		return 0, err
	}
	if p.origin != nil {
		if err = keepOrigin(ctx, b.hot.rows.conn, l.campaign, placed{place, p.closing, *p.origin}); err != nil {
			return 0, err
		}
	}
	return campaign.Stored, b.receipt(ctx, l, place, receipt)
}

// What the column trial says of a record.
const (
	counted = 0
	tried   = 1
)

// insert writes a sheet's records; false when there is a record of its id and idx already.
func (b *batch) insert(ctx context.Context, l *ledger, p *packed, trial int) (bool, error) {
	worker, isNew, err := b.worker(ctx, l, p.sheet.Worker)
	if err != nil {
		return false, err
	}
	change := l.change
	if !l.changed {
		change++
	}
	stored, err := b.write(ctx, p, origin{campaign: l.campaign, place: l.place, change: change, trial: trial, worker: worker})
	if err != nil || !stored {
		return false, err
	}
	if isNew {
		sum := sumOf("worker", l.campaign, l.place, p.sheet.Worker)
		if _, err = b.hot.worker.ExecContext(ctx, l.campaign, l.place, p.sheet.Worker, sum); err != nil {
			return false, err
		}
	}
	if worker != nil {
		l.workers.numbers[p.sheet.Worker] = worker.(int64) //nolint:errcheck,forcetypeassert // see worker
	}
	l.change, l.changed = change, true
	l.place += int64(len(p.records))
	return true, nil
}

// origin is what only the transaction knows of a sheet's records.
type origin struct {
	campaign, place, change int64
	trial                   int
	worker                  any
}

// write writes the records of a sheet; false when there is a record of its id and idx already.
func (b *batch) write(ctx context.Context, p *packed, o origin) (bool, error) {
	for i, r := range p.records {
		r[colCampaign], r[colPlace], r[colChange], r[colTrial], r[colWorker] = o.campaign, o.place+int64(i), o.change, o.trial, o.worker
		stored, err := b.hot.rows.write(ctx, r)
		if err != nil || !stored {
			return false, err
		}
	}
	return true, nil
}

// affects says whether a statement wrote anything.
func affects(done sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// worker returns the number of a token as a column holds it, NULL for none. A token that has no number yet gets the
// place of the row that is about to be written.
func (b *batch) worker(ctx context.Context, l *ledger, token string) (number any, isNew bool, err error) {
	if token == "" {
		return nil, false, nil
	}
	if n, ok := l.workers.numbers[token]; ok {
		return n, false, nil
	}
	var n int64
	found, err := only(ctx, b.hot.workerOf, []any{l.campaign, token}, &n)
	if err != nil {
		return nil, false, err
	}
	if !found {
		n = l.place
	}
	return n, !found, nil
}

// receipt keeps the hash of a receipt, in the bucket that is being written. A zero one is none.
func (b *batch) receipt(ctx context.Context, l *ledger, place int64, hash [32]byte) error {
	if hash == [32]byte{} {
		return nil
	}
	_, err := b.hot.receipt.ExecContext(ctx, l.campaign, l.place>>bucketBits, hash[:receiptHead], place, hash[receiptHead:])
	return err
}

// proof keeps what a device must show to change the sheet that begins at a place. A zero one is none.
func (b *batch) proof(ctx context.Context, l *ledger, place int64, proof campaign.Proof) error {
	if proof == (campaign.Proof{}) {
		return nil
	}
	_, err := b.hot.proof.ExecContext(ctx, l.campaign, place, proof[:])
	return err
}

// known is what is asked of a sheet that is there already.
type known struct {
	place         int64
	erased, trial bool
	salt          sheet.Salt
	digest        sheet.Digest

	received                sql.NullInt64
	channel, status, reason sql.NullString
}

// same says whether a sheet has the content of the one that is kept.
func (k *known) same(s *sheet.Sheet) bool { return s.Digest(k.salt) == k.digest }

// sameRoute says whether a sheet came in and was judged like the one that is kept.
func (k *known) sameRoute(s *sheet.Sheet) bool {
	received := s.ReceivedAt.IsZero() && !k.received.Valid || k.received.Valid && s.ReceivedAt.Unix() == k.received.Int64
	return received && string(s.Channel) == k.channel.String && string(s.Status) == k.status.String && s.Reason == k.reason.String
}

// find returns what is kept under an id, nil when nothing is.
func (b *batch) find(ctx context.Context, l *ledger, id sheet.ID) (*known, error) {
	k := &known{}
	var salt, digest []byte
	found, err := only(ctx, b.hot.find, []any{l.campaign, id[:]},
		&k.place, &k.erased, &k.trial, &salt, &digest, &k.received, &k.channel, &k.status, &k.reason)
	if err != nil || !found {
		return nil, err
	}
	copy(k.salt[:], salt)
	copy(k.digest[:], digest)
	return k, nil
}

// adopt makes a sheet of the trial, which has so many records, one that counts.
func (b *batch) adopt(ctx context.Context, l *ledger, k *known, records int) error {
	if !l.changed {
		l.change, l.changed = l.change+1, true
	}
	last := k.place + int64(records) - 1
	if _, err := b.hot.adopt.ExecContext(ctx, l.change, l.campaign, k.place, last); err != nil {
		return err
	}
	return seal(ctx, b.hot.rows.conn, "row", whereSheet, l.campaign, k.place, last)
}

// circle says whether a sheet would follow one that follows it, at whatever distance.
func (b *batch) circle(ctx context.Context, l *ledger, p *packed) (bool, error) {
	if p.follows == nil {
		return false, nil
	}
	id, one := p.sheet.ID[:], 0
	if string(id) == string(p.follows) {
		return true, nil
	}
	found, err := only(ctx, b.hot.follower, []any{l.campaign, id}, &one)
	if err != nil || !found {
		return false, err
	}
	return only(ctx, b.hot.chain, []any{l.campaign, p.follows, id}, &one)
}

// unknownCampaign is the problem of a slug that no campaign has.
func unknownCampaign(slug string) *problem.Error {
	return problem.New(problem.NotFound, "campaign.unknown", problem.Args{"slug": slug})
}

// unknownSheet is the problem of an id under which nothing is kept.
func unknownSheet(id sheet.ID) *problem.Error {
	return problem.New(problem.NotFound, "sheet.unknown", problem.Args{"id": id.String()})
}
