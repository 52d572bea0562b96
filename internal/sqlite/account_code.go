package sqlite

import (
	"context"

	"releve/internal/account"
	"releve/internal/problem"
)

const (
	deleteCodes = `
DELETE FROM recovery
WHERE account = ?`
	insertCode = `
INSERT INTO recovery (
    account,
    hash
) VALUES (?, ?)`
	deleteCode = `
DELETE FROM recovery
WHERE account = ? AND hash = ?`
	countCodes = `
SELECT COUNT(*)
FROM recovery
WHERE account = ?`
)

// KeepCodes replaces the recovery codes of an account; see account.Store.
func (a *Accounts) KeepCodes(ctx context.Context, email string, codes []account.Hash) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		kept, err := findAccount(ctx, q, email)
		if err != nil {
			return err
		}
		return keepCodes(ctx, q, kept.ID, codes)
	})
	return failed("Accounts.KeepCodes", err)
}

// CodesLeft counts the recovery codes of an account; see account.Store.
func (a *Accounts) CodesLeft(ctx context.Context, id string) (int, error) {
	left := 0
	err := a.db.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, countCodes, []byte(id)).Scan(&left)
	})
	return left, failed("Accounts.CodesLeft", err)
}

func keepCodes(ctx context.Context, q querier, id string, codes []account.Hash) error {
	if _, err := q.ExecContext(ctx, deleteCodes, []byte(id)); err != nil {
		return err
	}
	for _, code := range codes {
		if _, err := q.ExecContext(ctx, insertCode, []byte(id), code[:]); err != nil {
			return err
		}
	}
	return nil
}

// Recover spends a recovery code and changes its account; see account.Store.
func (a *Accounts) Recover(
	ctx context.Context, email string, code account.Hash, change func(*account.Account) error,
) (account.Account, int, error) {
	var kept account.Account
	left := 0
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		old, err := findAccount(ctx, q, email)
		if err != nil && problem.KindOf(err) != problem.NotFound {
			return err
		}
		// Without an account the id is empty and has no code: the same statements run.
		spent, err := affects(q.ExecContext(ctx, deleteCode, []byte(old.ID), code[:]))
		if err != nil {
			return err
		}
		if !spent {
			return account.WrongCode()
		}
		if kept, err = alterAccount(ctx, q, old, change); err != nil {
			return err
		}
		return q.QueryRowContext(ctx, countCodes, []byte(kept.ID)).Scan(&left)
	})
	if err != nil {
		return account.Account{}, 0, failed("Accounts.Recover", err)
	}
	return kept, left, nil
}
