package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"releve/internal/account"
)

var _ account.SessionStore = (*Accounts)(nil)

const insertSession = `
INSERT INTO session (
    hash,
    account,
    created_at,
    seen_at
)
SELECT ?, ?, ?, ?
FROM account
WHERE id = ? AND password_hash = ? AND role = ? AND disabled = 0`

// StartSession keeps a new session; see account.SessionStore.
func (a *Accounts) StartSession(ctx context.Context, s account.Session, of account.Account) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		begun, err := affects(q.ExecContext(ctx, insertSession,
			s.Hash[:], []byte(of.ID), s.Created.Unix(), s.Seen.Unix(), of.ID, of.PasswordHash, string(of.Role)))
		if err != nil || begun {
			return err
		}
		return account.Ended()
	})
	return failed("Accounts.StartSession", err)
}

const selectSession = `
SELECT
    session.created_at,
    session.seen_at,
    account.id,
    account.email,
    account.role,
    account.password_hash,
    account.disabled,
    account.created_at
FROM session
JOIN account ON account.id = CAST(session.account AS TEXT)
WHERE session.hash = ?`

// Session returns a session and its account; see account.SessionStore.
func (a *Accounts) Session(ctx context.Context, hash account.Hash) (account.Session, account.Account, error) {
	found := account.Session{Hash: hash}
	var of account.Account
	err := a.db.read(ctx, func(q querier) (err error) {
		var created, seen int64
		of, err = scanAccount(func(columns ...any) error {
			return q.QueryRowContext(ctx, selectSession, hash[:]).Scan(append([]any{&created, &seen}, columns...)...)
		})
		found.Account, found.Created, found.Seen = of.ID, time.Unix(created, 0).UTC(), time.Unix(seen, 0).UTC()
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = account.Ended()
	}
	if err != nil {
		return account.Session{}, account.Account{}, failed("Accounts.Session", err)
	}
	return found, of, nil
}

const updateSeen = `
UPDATE session SET
    seen_at = ?1
WHERE hash = ?2 AND seen_at < ?1`

// Seen keeps that a session was used; see account.SessionStore.
func (a *Accounts) Seen(ctx context.Context, hash account.Hash, at time.Time) error {
	return a.exec(ctx, "Accounts.Seen", updateSeen, at.Unix(), hash[:])
}

const deleteSession = `
DELETE FROM session
WHERE hash = ?`

// EndSession removes a session; see account.SessionStore.
func (a *Accounts) EndSession(ctx context.Context, hash account.Hash) error {
	return a.exec(ctx, "Accounts.EndSession", deleteSession, hash[:])
}

const deleteSessions = `
DELETE FROM session
WHERE account = ? AND hash <> ?`

// EndSessions removes the sessions of an account; see account.SessionStore.
func (a *Accounts) EndSessions(ctx context.Context, id string, but account.Hash) error {
	return a.exec(ctx, "Accounts.EndSessions", deleteSessions, []byte(id), but[:])
}

// noHash is the hash of no session.
func noHash() []byte { return make([]byte, len(account.Hash{})) }

const deleteOldSessions = `
DELETE FROM session
WHERE created_at < ? OR seen_at < ?`

// Prune removes sessions that are over; see account.SessionStore.
func (a *Accounts) Prune(ctx context.Context, created, seen time.Time) error {
	return a.exec(ctx, "Accounts.Prune", deleteOldSessions, created.Unix(), seen.Unix())
}

// exec runs one statement in a transaction of its own.
func (a *Accounts) exec(ctx context.Context, function, statement string, args ...any) error {
	err := a.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, statement, args...)
		return err
	})
	return failed(function, err)
}
