package sqlite

import (
	"context"
	"errors"

	"releve/internal/campaign"
)

const selectExtent = `
SELECT
    c.id,
    c.slug,
    c.title,
    c.form_id,
    COALESCE(p.change_no, -1),
    COALESCE(p.next_place, -1),
    COUNT(r.place),
    COALESCE(MIN(r.place), 0),
    COALESCE(MAX(r.place), -1),
    COALESCE(MAX(r.change_no), 0),
    COALESCE(SUM(r.erased = 0 AND r.idx <= 1), 0)
FROM campaign c
LEFT JOIN progress p ON p.campaign_id = c.id
LEFT JOIN row r ON r.campaign_id = c.id
GROUP BY c.id
ORDER BY c.slug`

// extent is how far the sheets of a campaign go.
type extent struct {
	at                       place
	slug                     string
	change, next             int64 // as progress has them, -1 where it has none
	records, lowest, highest int64
	newest                   int64 // change of a record
	sheets                   int64
}

// campaigns checks the sheets of every campaign, and how far they go.
func (v *verifier) campaigns(ctx context.Context) error {
	var all []extent
	err := v.each(ctx, "campaign", selectExtent, func(values []any) {
		n := func(i int) int64 {
			number, _ := values[i].(int64)
			return number
		}
		e := extent{
			at: place{id: n(0), form: text(values[3])}, slug: text(values[1]), change: n(4), next: n(5),
			records: n(6), lowest: n(7), highest: n(8), newest: n(9), sheets: n(10),
		}
		all = append(all, e)
		v.found.Campaigns = append(v.found.Campaigns, BackedUp{Slug: e.slug, Title: text(values[2]), Sheets: e.sheets})
	})
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.lowest != 0 || e.highest != e.records-1 || e.next != e.records {
			v.note("verify.places", "progress", e.slug)
		}
		if e.newest > e.change {
			v.note("verify.change", "progress", e.slug)
		}
		if err = v.digests(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

const selectDigests = `
SELECT
    place,
    salt,
    digest
FROM row
WHERE campaign_id = ? AND digest IS NOT NULL
ORDER BY place`

// digests recomputes the digest of every sheet of a campaign. The query of the digests goes along with the walk.
func (v *verifier) digests(ctx context.Context, e extent) error {
	rows, err := v.q.QueryContext(ctx, selectDigests, e.at.id)
	if err != nil {
		return v.unreadable("row", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	next := func() (at int64, k known, err error) {
		if !rows.Next() {
			return -1, k, nil
		}
		var salt, digest []byte
		err = rows.Scan(&at, &salt, &digest)
		if copy(k.salt[:], salt) != len(k.salt) || copy(k.digest[:], digest) != len(k.digest) {
			err = errors.Join(err, errDamaged)
		}
		return at, k, err
	}
	expected := int64(0)
	for k, err := range v.unpacker(ctx, e.at).walk(ctx, v.q, selectRows+` WHERE campaign_id = ? ORDER BY place`, e.at.id) {
		if err != nil {
			return v.unreadable("row", err)
		}
		if k.Place != expected {
			v.note("verify.places", "row", keyOfSheet(e.slug, k))
		}
		expected = k.Place + int64(k.Rows)
		if k.Erased {
			continue
		}
		v.found.Sheets++
		at, kept, err := next()
		if err != nil {
			return v.unreadable("row", err)
		}
		if at != k.Place || !kept.same(k.Sheet) {
			v.note("verify.digest", "row", keyOfSheet(e.slug, k))
		}
		if at != k.Place {
			return nil // they do not go along any more
		}
	}
	if rows.Next() {
		v.note("verify.digest", "row", e.slug)
	}
	return v.unreadable("row", rows.Err())
}

// unpacker returns an unpacker that remembers the plans it makes: those of a database that is only checked are not.
func (v *verifier) unpacker(ctx context.Context, at place) *unpacker {
	u := v.db.unpacker(ctx, v.q, at)
	newPlan, made := u.plan, map[int64]*plan{}
	u.plan = func(version int64) (*plan, error) {
		if p, ok := made[version]; ok {
			return p, nil
		}
		p, err := newPlan(version)
		if err == nil {
			made[version] = p
		}
		return p, err
	}
	return u
}

func keyOfSheet(slug string, k campaign.Kept) string { return slug + "/" + k.Sheet.ID.String() }

// reference is something that names a record which must be there. The query returns those that name none: the key, and
// the id of a sheet where there is one.
type reference struct{ table, query string }

// references are those that are no foreign keys, because they point at what erasing takes away, or at one of several
// records.
func references() []reference {
	return []reference{
		{"receipt", `
SELECT
    t.campaign_id || '/' || t.place
FROM receipt t
LEFT JOIN row r ON r.campaign_id = t.campaign_id AND r.place = t.place AND r.erased = 0 AND r.idx <= 1
WHERE r.place IS NULL OR t.bucket < t.place >> 10`},
		{"row", `
SELECT
    r.campaign_id || '/' || r.place
FROM row r
LEFT JOIN worker w ON w.campaign_id = r.campaign_id AND w.number = r.worker
WHERE r.worker IS NOT NULL AND (w.number IS NULL OR w.number > r.place)`},
		{"row", `
SELECT
    r.campaign_id || '/' || r.place
FROM row r
LEFT JOIN participant p ON p.campaign_id = r.campaign_id AND p.code = r.participant
WHERE r.participant IS NOT NULL AND p.code IS NULL`},
		{"link", `
SELECT
    l.campaign_id || '/' || l.participant
FROM link l
LEFT JOIN participant p ON p.campaign_id = l.campaign_id AND p.code = l.participant
WHERE l.participant <> '' AND p.code IS NULL`},
		{"revision", `
SELECT
    v.campaign_id || '/' || v.number || '/' || lower(hex(v.sheet_id))
FROM revision v
LEFT JOIN row r ON r.campaign_id = v.campaign_id AND r.sheet_id = v.sheet_id AND r.erased = 0 AND r.idx <= 1
WHERE r.place IS NULL`},
		{"proof", `
SELECT
    p.campaign_id || '/' || p.place
FROM proof p
LEFT JOIN row r ON r.campaign_id = p.campaign_id AND r.place = p.place AND r.idx BETWEEN 0 AND 1
WHERE r.place IS NULL OR length(p.hash) <> 32`},
		{"recovery", `
SELECT
    CAST(t.account AS TEXT)
FROM recovery t
LEFT JOIN account a ON a.id = CAST(t.account AS TEXT)
WHERE a.id IS NULL`},
		{"session", `
SELECT
    CAST(t.account AS TEXT)
FROM session t
LEFT JOIN account a ON a.id = CAST(t.account AS TEXT)
WHERE a.id IS NULL`},
	}
}

func (v *verifier) references(ctx context.Context) error {
	for _, r := range append(references(), paperReferences()...) {
		err := v.each(ctx, r.table, r.query, func(values []any) { v.note("verify.reference", r.table, text(values[0])) })
		if err != nil {
			return err
		}
	}
	return nil
}
