package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	"releve/internal/problem"
)

// Client is where a request comes from, as far as it takes to slow down who guesses. It writes itself as nothing,
// so that no log ever holds an address.
type Client struct {
	network string // the leading bytes of its address
}

// Bytes of an address that belong to one network: what one customer of a provider usually has, /24 and /56.
const (
	networkBytes4 = 3
	networkBytes6 = 7
)

// mapped is what an IPv4 address begins with when it is written as an IPv6 one (RFC 4291, 2.5.5.2).
const mapped = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff"

// ClientAt returns the client at an IP address of four or sixteen bytes. All that have no such address are one client.
func ClientAt(address []byte) Client {
	whole := string(address)
	if v4, ok := strings.CutPrefix(whole, mapped); ok && len(address) == len(mapped)+4 {
		whole = v4
	}
	switch len(whole) {
	case 4:
		return Client{network: whole[:networkBytes4]}
	case 16:
		return Client{network: whole[:networkBytes6]}
	default:
		return Client{}
	}
}

// Format hides the network, whatever is asked for.
func (Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "client") }

// What one account bears: so many failures at once, then a delay after each that doubles from the first to the most;
// all is forgotten when nothing failed for a while. Tries during a delay are refused and do not lengthen it. A network
// from which the account was signed in to has a count of its own, so that who guesses elsewhere does not keep the
// owner out.
const (
	quickFailures = 5
	firstDelay    = 2 * time.Second
	mostDelay     = time.Minute
	forgetAfter   = 15 * time.Minute
)

// What one network bears: an office of sixty people that sign in on one morning is one network. Failures are counted
// in windows; tries that have not ended count apart, because nearly all of them will be right.
const (
	networkFailures = 50
	networkWindow   = 10 * time.Minute
	networkTries    = 150 // failures in the window and tries that have not ended
	crowdDelay      = 2 * time.Second
)

// How many accounts and networks are remembered, and for how long the key that hides them is used.
const (
	mostRemembered = 10_000
	keyLife        = 24 * time.Hour
)

// throttle slows down who guesses. It lives in memory only, and knows accounts and networks only by a keyed hash
// whose key is drawn anew every day. Its zero value is ready.
type throttle struct {
	mu       sync.Mutex
	key      []byte
	drawn    time.Time
	accounts traces
	known    traces // accounts at networks from which they were signed in to
	networks traces
}

// mark is the keyed hash of an address of an account or of a network.
type mark [16]byte

// traces are what was seen of accounts or networks.
type traces map[mark]*trace

// trace is what was seen of one account or network.
type trace struct {
	failures int
	open     int       // tries of a network that have not ended
	since    time.Time // of the first failure in the window
	last     time.Time // of the last try that was let through
}

// try is one that was let through.
type try struct {
	account, here, network mark
	known                  bool // the account at this network is
}

// tryEnd is how a try ended.
type tryEnd uint8

// The ways a try ends: void is one that told nothing about the secret.
const (
	tryVoid tryEnd = iota
	tryRight
	tryWrong
)

// begin lets a try through or refuses it. An account counts it as a failure until it ends otherwise: many tries at
// the same time must not all go before the first has failed.
func (t *throttle) begin(now time.Time, random io.Reader, email string, client Client) (try, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.rotate(now, random); err != nil {
		return try{}, err
	}
	by := try{account: t.mark('a', email), here: t.mark('h', client.network+" "+email), network: t.mark('n', client.network)}
	office := t.networks.at(by.network, now)
	office.forget(now, office.since, networkWindow)
	if wait := office.networkWait(now); wait > 0 {
		return try{}, tooMany(wait) // before the account is looked at: refused tries of one network must not fill the memory
	}
	account := t.known[by.here]
	if by.known = account != nil; !by.known {
		account = t.accounts.at(by.account, now)
	}
	account.forget(now, account.last, forgetAfter)
	if wait := account.accountWait(now); wait > 0 {
		return try{}, tooMany(wait)
	}
	account.failures++
	account.last = now
	office.open++
	office.last = now
	return by, nil
}

// end takes note of how a try ended.
func (t *throttle) end(now time.Time, by try, how tryEnd) {
	t.mu.Lock()
	defer t.mu.Unlock()
	account := t.accounts[by.account]
	if by.known {
		account = t.known[by.here]
	}
	if account != nil { // else it is forgotten, as a network may be
		switch how {
		case tryRight:
			account.failures = 0
			t.known.at(by.here, now).last = now
		case tryVoid:
			account.failures = max(0, account.failures-1)
		case tryWrong:
		}
	}
	if office := t.networks[by.network]; office != nil {
		office.open = max(0, office.open-1)
		if how == tryWrong {
			office.forget(now, office.since, networkWindow)
			office.fail(now)
		}
	}
}

// fail counts a failure; the first one opens a window.
func (r *trace) fail(now time.Time) {
	if r.failures == 0 {
		r.since = now
	}
	r.failures++
}

// forget drops failures when time has passed since a moment.
func (r *trace) forget(now, since time.Time, after time.Duration) {
	if now.Sub(since) >= after {
		r.failures = 0
	}
}

func (r *trace) accountWait(now time.Time) time.Duration {
	if r.failures < quickFailures {
		return 0
	}
	delay := firstDelay
	for n := quickFailures; n < r.failures && delay < mostDelay; n++ {
		delay *= 2
	}
	delay = min(delay, mostDelay)
	return min(delay, r.last.Add(delay).Sub(now)) // not longer, even when the clock was set back
}

func (r *trace) networkWait(now time.Time) time.Duration {
	switch {
	case r.failures >= networkFailures:
		return min(networkWindow, r.since.Add(networkWindow).Sub(now))
	case r.failures+r.open >= networkTries:
		return crowdDelay
	default:
		return 0
	}
}

// tooMany is the problem of a try that must wait. A short wait is told in seconds, a long one in minutes.
func tooMany(wait time.Duration) *problem.Error {
	seconds := int(math.Ceil(wait.Seconds()))
	if wait > 2*time.Minute {
		minutes := int(math.Ceil(wait.Minutes()))
		return problem.New(problem.TooMany, "account.throttled.minutes", problem.Args{"seconds": seconds, "n": minutes})
	}
	return problem.New(problem.TooMany, "account.throttled", problem.Args{"seconds": seconds, "n": seconds})
}

// rotate draws a new key when there is none or it is old; what is known by the old one is forgotten.
func (t *throttle) rotate(now time.Time, random io.Reader) error {
	if t.key != nil && now.Sub(t.drawn) < keyLife {
		return nil
	}
	key := make([]byte, sha256.Size)
	if _, err := io.ReadFull(random, key); err != nil {
		return fmt.Errorf("draw a key: %w", err)
	}
	t.key, t.drawn = key, now
	t.accounts, t.known, t.networks = traces{}, traces{}, traces{}
	return nil
}

func (t *throttle) mark(kind byte, of string) mark {
	sum := hmac.New(sha256.New, t.key)
	_, _ = sum.Write(append([]byte{kind}, of...)) // never fails
	return mark(sum.Sum(nil)[:len(mark{})])
}

// at returns what was seen of a mark, making room for it by forgetting the one that was not seen for longest.
func (m traces) at(of mark, now time.Time) *trace {
	if found := m[of]; found != nil {
		return found
	}
	if len(m) >= mostRemembered {
		var oldest *mark
		for other, r := range m {
			if oldest == nil || r.last.Before(m[*oldest].last) {
				oldest = &other
			}
		}
		delete(m, *oldest)
	}
	m[of] = &trace{last: now}
	return m[of]
}
