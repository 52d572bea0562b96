package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"releve/internal/account"
	"releve/internal/problem"
)

// Accounts is the part of a database that keeps accounts.
type Accounts struct {
	db *DB
}

// Accounts returns the accounts of the database.
func (db *DB) Accounts() *Accounts { return &Accounts{db: db} }

const insertAccount = `
INSERT INTO account (
    id,
    email,
    role,
    password_hash,
    disabled,
    created_at
) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (email) DO NOTHING`

// Add keeps a new account; see account.Store.
func (a *Accounts) Add(ctx context.Context, kept account.Account) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		added, err := addAccount(ctx, q, kept)
		if err != nil || added {
			return err
		}
		return account.Taken(kept.Email)
	})
	return failed("Accounts.Add", err)
}

// addAccount keeps a new account, and says false when its address has one already.
func addAccount(ctx context.Context, q querier, kept account.Account) (bool, error) {
	added, err := affects(q.ExecContext(ctx, insertAccount,
		kept.ID, kept.Email, string(kept.Role), kept.PasswordHash, kept.Disabled, kept.CreatedAt.Unix()))
	if err != nil || !added {
		return false, err
	}
	return true, sealAccount(ctx, q, kept.ID)
}

// sealAccount writes the sum of an account that was written.
func sealAccount(ctx context.Context, q querier, id string) error {
	return seal(ctx, q, "account", `WHERE id = ?`, id)
}

const selectAccount = `
SELECT
    id,
    email,
    role,
    password_hash,
    disabled,
    created_at
FROM account`

// ByEmail returns the account of an address; see account.Store.
func (a *Accounts) ByEmail(ctx context.Context, email string) (account.Account, error) {
	var found account.Account
	err := a.db.read(ctx, func(q querier) (err error) {
		found, err = findAccount(ctx, q, email)
		return err
	})
	return found, failed("Accounts.ByEmail", err)
}

func findAccount(ctx context.Context, q querier, email string) (account.Account, error) {
	kept, err := scanAccount(q.QueryRowContext(ctx, selectAccount+` WHERE email = ?`, email).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return account.Account{}, account.Unknown(email)
	}
	return kept, err
}

func scanAccount(scan func(...any) error) (account.Account, error) {
	var a account.Account
	var created int64
	err := scan(&a.ID, &a.Email, &a.Role, &a.PasswordHash, &a.Disabled, &created)
	a.CreatedAt = time.Unix(created, 0).UTC()
	return a, err
}

// List returns all accounts by their addresses.
func (a *Accounts) List(ctx context.Context) ([]account.Account, error) {
	var all []account.Account
	err := a.db.read(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, selectAccount+` ORDER BY email`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // rows.Err tells
		for rows.Next() {
			kept, err := scanAccount(rows.Scan)
			if err != nil {
				return err
			}
			all = append(all, kept)
		}
		return rows.Err()
	})
	return all, failed("Accounts.List", err)
}

const updateAccount = `
UPDATE account SET
    email = ?,
    role = ?,
    password_hash = ?,
    disabled = ?
WHERE id = ?`

// Update changes an account; see account.Store.
func (a *Accounts) Update(ctx context.Context, email string, change func(*account.Account) error) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		old, err := findAccount(ctx, q, email)
		if err == nil {
			_, err = alterAccount(ctx, q, old, change)
		}
		return err
	})
	return failed("Accounts.Update", err)
}

// alterAccount lets change alter an account, keeps what became of it and ends its sessions when they must.
func alterAccount(
	ctx context.Context, q querier, old account.Account, change func(*account.Account) error,
) (account.Account, error) {
	kept := old
	if err := change(&kept); err != nil {
		return old, err
	}
	kept.ID, kept.CreatedAt = old.ID, old.CreatedAt
	if err := allowedAccount(ctx, q, old, kept); err != nil {
		return old, err
	}
	_, err := q.ExecContext(ctx, updateAccount, kept.Email, string(kept.Role), kept.PasswordHash, kept.Disabled, kept.ID)
	if err == nil {
		err = sealAccount(ctx, q, kept.ID)
	}
	if err != nil {
		return old, err
	}
	if kept.PasswordHash != old.PasswordHash || kept.Role != old.Role || kept.Disabled != old.Disabled {
		_, err = q.ExecContext(ctx, deleteSessions, []byte(kept.ID), noHash())
	}
	return kept, err
}

const countRulers = `
SELECT COUNT(*)
FROM account
WHERE role = ? AND disabled = 0 AND id <> ?`

// allowedAccount refuses an address that another account has, and the end of the last administrator.
func allowedAccount(ctx context.Context, q querier, old, kept account.Account) error {
	if kept.Email != old.Email {
		switch _, err := findAccount(ctx, q, kept.Email); {
		case err == nil:
			return account.Taken(kept.Email)
		case problem.KindOf(err) != problem.NotFound:
			return err
		}
	}
	if !old.Rules() || kept.Rules() {
		return nil
	}
	others := 0
	err := q.QueryRowContext(ctx, countRulers, string(account.Admin), old.ID).Scan(&others)
	if err == nil && others == 0 {
		return account.Last()
	}
	return err
}

const rehashAccount = `
UPDATE account SET
    password_hash = ?
WHERE id = ? AND password_hash = ?`

// Rehash replaces a hash by another one of the same password; see account.Store.
func (a *Accounts) Rehash(ctx context.Context, id, old, hash string) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		if _, err := q.ExecContext(ctx, rehashAccount, hash, id, old); err != nil {
			return err
		}
		return sealAccount(ctx, q, id)
	})
	return failed("Accounts.Rehash", err)
}
