package storetest

import (
	"crypto/sha256"
	"reflect"
	"strconv"
	"sync"
	"time"

	"releve/internal/account"
	"releve/internal/problem"
)

func sessionTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"a session is kept, seen and ended":            (*suite).session,
		"a session of what is no more is not begun":    (*suite).lateSession,
		"sessions end with what an account was":        (*suite).endedSessions,
		"old sessions are pruned":                      (*suite).pruned,
		"the last administrator stays":                 (*suite).lastAdmin,
		"the first start happens once":                 (*suite).firstStart,
		"a recovery code is spent once":                (*suite).codes,
		"a refused recovery costs nothing":             (*suite).refusedRecovery,
		"a new hash of one password ends nothing":      (*suite).rehash,
		"the coordination's name is kept":              (*suite).coordination,
		"two administrators do not disable each other": (*suite).bothAdmins,
	}
}

// someone returns an account; the number is its id.
func someone(id string, role account.Role) account.Account {
	return account.Account{
		ID: id, Email: "p" + id + "@example.org", Role: role, PasswordHash: "$" + id + "$",
		CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
}

// member adds an account.
func (s *suite) member(id string, role account.Role) account.Account {
	s.Helper()
	a := someone(id, role)
	s.must(s.Accounts.Add(s.ctx, a))
	return a
}

func at(minute int) time.Time { return time.Date(2026, 2, 1, 8, minute, 0, 0, time.UTC) }

func hashOf(name string) account.Hash { return sha256.Sum256([]byte(name)) }

// begin starts a session that is named by its token.
func (s *suite) begin(a account.Account, token string) account.Session {
	s.Helper()
	begun := account.Session{Hash: hashOf(token), Account: a.ID, Created: at(0), Seen: at(0)}
	s.must(s.Accounts.StartSession(s.ctx, begun, a))
	return begun
}

// wantSession checks a session and its account, as another process sees them.
func (s *suite) wantSession(want account.Session, of account.Account) {
	s.Helper()
	got, a, err := s.again().Accounts.Session(s.ctx, want.Hash)
	if err != nil || got != want || a != of {
		s.Errorf("session %+v of %+v (%v), want %+v of %+v", got, a, err, want, of)
	}
}

// wantEnded checks that there are no sessions of these tokens.
func (s *suite) wantEnded(tokens ...string) {
	s.Helper()
	other := s.again()
	for _, token := range tokens {
		got, a, err := other.Accounts.Session(s.ctx, hashOf(token))
		s.wantProblem(err, problem.Forbidden, "account.ended")
		if got != (account.Session{}) || a != (account.Account{}) {
			s.Errorf("%s: the refusal gives away %+v of %+v", token, got, a)
		}
	}
}

func (s *suite) session() {
	a, b := s.member("1", account.Reader), s.member("2", account.Admin)
	one, two, three := s.begin(a, "one"), s.begin(a, "two"), s.begin(a, "three")
	other := s.begin(b, "other")
	s.wantSession(one, a)
	s.wantSession(other, b)
	s.wantEnded("none")

	s.must(s.Accounts.Seen(s.ctx, one.Hash, at(7)))
	s.must(s.Accounts.Seen(s.ctx, one.Hash, at(3)))
	s.must(s.Accounts.Seen(s.ctx, hashOf("none"), at(9)))
	one.Seen = at(7)
	s.wantSession(one, a)
	s.wantSession(two, a)

	s.must(s.Accounts.EndSession(s.ctx, two.Hash))
	s.must(s.Accounts.EndSession(s.ctx, two.Hash))
	s.wantEnded("two", "none")
	s.must(s.Accounts.EndSessions(s.ctx, a.ID, three.Hash))
	s.wantEnded("one")
	s.wantSession(three, a)
	s.wantSession(other, b)
	s.must(s.Accounts.EndSessions(s.ctx, a.ID, account.Hash{}))
	s.wantEnded("three")
	s.wantSession(other, b)
}

func (s *suite) lateSession() {
	a := s.member("1", account.Admin)
	s.member("2", account.Admin)
	for name, is := range map[string]account.Account{
		"other password": {ID: a.ID, Email: a.Email, Role: a.Role, PasswordHash: "$old$"},
		"other role":     {ID: a.ID, Email: a.Email, Role: account.Reader, PasswordHash: a.PasswordHash},
		"nobody":         someone("9", account.Admin),
	} {
		err := s.Accounts.StartSession(s.ctx, account.Session{Hash: hashOf(name), Account: is.ID, Created: at(0), Seen: at(0)}, is)
		s.wantProblem(err, problem.Forbidden, "account.ended")
		s.wantEnded(name)
	}
	s.become(a, func(x *account.Account) { x.Disabled = true })
	err := s.Accounts.StartSession(s.ctx, account.Session{Hash: hashOf("late"), Account: a.ID, Created: at(0), Seen: at(0)}, a)
	s.wantProblem(err, problem.Forbidden, "account.ended")
	s.wantEnded("late")
}

// become updates an account and returns it as it should be.
func (s *suite) become(a account.Account, change func(*account.Account)) account.Account {
	s.Helper()
	s.must(s.Accounts.Update(s.ctx, a.Email, func(x *account.Account) error {
		change(x)
		return nil
	}))
	change(&a)
	return a
}

// endedSessions changes accounts in one process and looks in another.
func (s *suite) endedSessions() {
	bystander := s.member("0", account.Admin)
	kept := s.begin(bystander, "bystander")
	for name, c := range map[string]struct {
		change func(*account.Account)
		ends   bool
	}{
		"password": {func(x *account.Account) { x.PasswordHash = "$new$" }, true},
		"role":     {func(x *account.Account) { x.Role = account.Reader }, true},
		"disabled": {func(x *account.Account) { x.Disabled = true }, true},
		"address":  {func(x *account.Account) { x.Email = "new@example.org" }, false},
		"nothing":  {func(*account.Account) {}, false},
	} {
		a := s.member(name, account.Coordinator)
		begun := s.begin(a, name)
		a = s.again().become(a, c.change)
		if c.ends {
			s.wantEnded(name)
		} else {
			s.wantSession(begun, a)
		}
	}
	s.wantSession(kept, bystander)
}

func (s *suite) pruned() {
	a := s.member("1", account.Reader)
	for name, times := range map[string][2]int{"young": {10, 20}, "idle": {10, 14}, "old": {4, 20}, "both": {4, 4}, "edge": {5, 15}} {
		begun := account.Session{Hash: hashOf(name), Account: a.ID, Created: at(times[0]), Seen: at(times[1])}
		s.must(s.Accounts.StartSession(s.ctx, begun, a))
	}
	s.must(s.Accounts.Prune(s.ctx, at(5), at(15)))
	s.wantEnded("idle", "old", "both")
	for _, name := range []string{"young", "edge"} {
		if _, _, err := s.Accounts.Session(s.ctx, hashOf(name)); err != nil {
			s.Errorf("%s: %v", name, err)
		}
	}
}

func (s *suite) lastAdmin() {
	a, b := s.member("1", account.Admin), s.member("2", account.Admin)
	s.member("3", account.Coordinator)
	b = s.become(b, func(x *account.Account) { x.Role = account.Reader })
	begun := s.begin(a, "one")
	for _, change := range []func(*account.Account) error{
		func(x *account.Account) error { x.Disabled = true; return nil },
		func(x *account.Account) error { x.Role = account.Coordinator; return nil },
	} {
		s.wantProblem(s.Accounts.Update(s.ctx, a.Email, change), problem.Conflict, "account.last")
		s.wantSession(begun, a)
	}
	s.become(a, func(x *account.Account) { x.Email = "0@example.org" })
	a.Email = "0@example.org"
	b = s.become(b, func(x *account.Account) { x.Role, x.Disabled = account.Admin, true })
	s.wantProblem(s.Accounts.Update(s.ctx, a.Email, func(x *account.Account) error { x.Disabled = true; return nil }),
		problem.Conflict, "account.last")
	s.become(b, func(x *account.Account) { x.Disabled = false })
	s.become(a, func(x *account.Account) { x.Disabled = true })
}

func (s *suite) bothAdmins() {
	one, other := s, s.again()
	for range 10 {
		a, b := s.fresh("a"), s.fresh("b")
		var together sync.WaitGroup
		refusals := make([]error, 2)
		off := func(x *account.Account) error { x.Disabled = true; return nil }
		together.Go(func() { refusals[0] = one.Accounts.Update(s.ctx, a.Email, off) })
		together.Go(func() { refusals[1] = other.Accounts.Update(s.ctx, b.Email, off) })
		together.Wait()
		if (refusals[0] == nil) == (refusals[1] == nil) {
			s.Fatalf("disabling both: %v, %v; want one refusal", refusals[0], refusals[1])
		}
	}
}

// fresh returns an administrator that is enabled, made when it is not there.
func (s *suite) fresh(id string) account.Account {
	s.Helper()
	a := someone(id, account.Admin)
	if _, err := s.Accounts.ByEmail(s.ctx, a.Email); err != nil {
		return s.member(id, account.Admin)
	}
	s.become(a, func(x *account.Account) { x.Disabled = false })
	return a
}

func (s *suite) firstStart() {
	if started, err := s.Accounts.Any(s.ctx); err != nil || started {
		s.Errorf("any account: %v, %v, want none", started, err)
	}
	processes := []*suite{s, s.again()}
	refusals := make([]error, 8)
	all(len(refusals), func(i int) {
		id := strconv.Itoa(i)
		refusals[i] = processes[i%2].Accounts.First(s.ctx, account.First{
			Account: someone(id, account.Admin), Coordination: "C " + id, Codes: []account.Hash{hashOf(id), hashOf(id + id)},
		})
	})
	kept, err := s.Accounts.List(s.ctx)
	s.must(err)
	if len(kept) != 1 {
		s.Fatalf("%d accounts, want one", len(kept))
	}
	for i, refusal := range refusals {
		id := strconv.Itoa(i)
		if id == kept[0].ID {
			s.must(refusal)
			continue
		}
		s.wantProblem(refusal, problem.Conflict, "account.started")
		_, _, err = s.Accounts.Recover(s.ctx, kept[0].Email, hashOf(id), func(*account.Account) error { return nil })
		s.wantProblem(err, problem.Invalid, "account.code")
	}
	if kept[0] != someone(kept[0].ID, account.Admin) {
		s.Errorf("kept %+v", kept[0])
	}
	if name, err := s.again().Accounts.Coordination(s.ctx); err != nil || name != "C "+kept[0].ID {
		s.Errorf("coordination %q, %v, want that of account %s", name, err, kept[0].ID)
	}
	if started, err := s.Accounts.Any(s.ctx); err != nil || !started {
		s.Errorf("any account: %v, %v, want one", started, err)
	}
	if _, left, err := s.Accounts.Recover(s.ctx, kept[0].Email, hashOf(kept[0].ID), func(*account.Account) error { return nil }); err != nil || left != 1 {
		s.Errorf("%d codes left, %v, want 1", left, err)
	}
}

func (s *suite) coordination() {
	if name, err := s.Accounts.Coordination(s.ctx); err != nil || name != "" {
		s.Errorf("coordination %q, %v, want none", name, err)
	}
	for _, want := range []string{"Réseau « social »", "Netwerk"} {
		s.must(s.Accounts.SetCoordination(s.ctx, want))
		if name, err := s.again().Accounts.Coordination(s.ctx); err != nil || name != want {
			s.Errorf("coordination %q, %v, want %q", name, err, want)
		}
	}
}

func (s *suite) codes() {
	a, b := s.member("1", account.Admin), s.member("2", account.Reader)
	s.wantProblem(s.Accounts.KeepCodes(s.ctx, "none@example.org", []account.Hash{hashOf("x")}), problem.NotFound, "account.unknown")
	s.must(s.Accounts.KeepCodes(s.ctx, a.Email, []account.Hash{hashOf("old")}))
	s.must(s.Accounts.KeepCodes(s.ctx, a.Email, []account.Hash{hashOf("x"), hashOf("y"), hashOf("z")}))
	s.must(s.Accounts.KeepCodes(s.ctx, b.Email, []account.Hash{hashOf("v"), hashOf("w")}))
	for id, want := range map[string]int{a.ID: 3, b.ID: 2, "none": 0} {
		if left, err := s.again().Accounts.CodesLeft(s.ctx, id); err != nil || left != want {
			s.Errorf("%d codes left, %v, want %d", left, err, want)
		}
	}
	s.begin(a, "one")
	other := s.begin(b, "other")
	processes := []*suite{s, s.again()}
	var won sync.Map
	all(8, func(i int) {
		hash := "$new" + strconv.Itoa(i) + "$" // never the one it had: that would end no session
		kept, left, err := processes[i%2].Accounts.Recover(s.ctx, a.Email, hashOf("y"), func(x *account.Account) error {
			x.PasswordHash = hash
			return nil
		})
		if err != nil {
			s.wantProblem(err, problem.Invalid, "account.code")
			return
		}
		want := a
		want.PasswordHash = hash
		if kept != want || left != 2 {
			s.Errorf("recovered %+v with %d codes left, want %+v with 2", kept, left, want)
		}
		won.Store(hash, true)
	})
	kept, err := s.Accounts.ByEmail(s.ctx, a.Email)
	s.must(err)
	spent := 0
	won.Range(func(hash, _ any) bool {
		spent++
		return hash == kept.PasswordHash
	})
	if spent != 1 {
		s.Errorf("the code was spent %d times", spent)
	}
	s.wantEnded("one")
	s.wantSession(other, b)
	for email, codes := range map[string][]string{
		a.Email: {"old", "y", "v"}, b.Email: {"x"}, "none@example.org": {"x", "v"},
	} {
		for _, code := range codes {
			_, _, err = s.Accounts.Recover(s.ctx, email, hashOf(code), func(*account.Account) error {
				s.Errorf("%s of %s lets a change through", code, email)
				return nil
			})
			s.wantProblem(err, problem.Invalid, "account.code")
		}
	}
}

func (s *suite) refusedRecovery() {
	a := s.member("1", account.Reader)
	s.must(s.Accounts.KeepCodes(s.ctx, a.Email, []account.Hash{hashOf("x")}))
	begun := s.begin(a, "one")
	_, _, err := s.Accounts.Recover(s.ctx, a.Email, hashOf("x"), func(x *account.Account) error {
		x.PasswordHash = "$new$"
		return account.Last()
	})
	s.wantProblem(err, problem.Conflict, "account.last")
	s.wantSession(begun, a)
	if kept, left, err := s.Accounts.Recover(s.ctx, a.Email, hashOf("x"), func(*account.Account) error { return nil }); err != nil || left != 0 || kept != a {
		s.Errorf("recovered %+v with %d codes left, %v; want %+v with none", kept, left, err, a)
	}
}

func (s *suite) rehash() {
	a := s.member("1", account.Reader)
	begun := s.begin(a, "one")
	s.must(s.Accounts.Rehash(s.ctx, a.ID, "$other$", "$wrong$"))
	s.must(s.Accounts.Rehash(s.ctx, "2", a.PasswordHash, "$wrong$"))
	s.wantSession(begun, a)
	s.must(s.Accounts.Rehash(s.ctx, a.ID, a.PasswordHash, "$new$"))
	a.PasswordHash = "$new$"
	s.wantSession(begun, a)
	if kept, err := s.Accounts.ByEmail(s.ctx, a.Email); err != nil || !reflect.DeepEqual(kept, a) {
		s.Errorf("kept %+v, %v, want %+v", kept, err, a)
	}
}
