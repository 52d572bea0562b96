package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"releve/internal/account"
)

const selectAny = `SELECT EXISTS (SELECT 1 FROM account)`

// Any says whether there is any account; see account.Store.
func (a *Accounts) Any(ctx context.Context) (bool, error) {
	found := false
	err := a.db.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, selectAny).Scan(&found)
	})
	return found, failed("Accounts.Any", err)
}

// First keeps the first account of all; see account.Store.
func (a *Accounts) First(ctx context.Context, f account.First) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		started := false
		if err := q.QueryRowContext(ctx, selectAny).Scan(&started); err != nil {
			return err
		}
		if started {
			return account.Started()
		}
		if _, err := addAccount(ctx, q, f.Account); err != nil {
			return err
		}
		if err := keepCoordination(ctx, q, f.Coordination); err != nil {
			return err
		}
		return keepCodes(ctx, q, f.Account.ID, f.Codes)
	})
	return failed("Accounts.First", err)
}

const upsertCoordination = `
INSERT INTO coordination (
    id,
    name
) VALUES (1, ?)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name`

// SetCoordination keeps the name of the coordination; see account.Store.
func (a *Accounts) SetCoordination(ctx context.Context, name string) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		return keepCoordination(ctx, q, name)
	})
	return failed("Accounts.SetCoordination", err)
}

func keepCoordination(ctx context.Context, q querier, name string) error {
	if _, err := q.ExecContext(ctx, upsertCoordination, name); err != nil {
		return err
	}
	return seal(ctx, q, "coordination", `WHERE id = 1`)
}

// Coordination returns the name of the coordination; see account.Store.
func (a *Accounts) Coordination(ctx context.Context) (string, error) {
	name := ""
	err := a.db.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT name FROM coordination WHERE id = 1`).Scan(&name)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, failed("Accounts.Coordination", err)
}
