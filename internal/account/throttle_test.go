package account

import (
	"crypto/rand"
	"fmt"
	"io"
	"strconv"
	"testing"
	"time"

	"releve/internal/problem"
)

// waits returns the seconds that a refusal tells to wait, 0 for no refusal.
func waits(t *testing.T, err error) time.Duration {
	t.Helper()
	if err == nil {
		return 0
	}
	p := problem.All(err)[0]
	if p.Kind != problem.TooMany || p.Key != "account.throttled" && p.Key != "account.throttled.minutes" {
		t.Fatalf("error %v, want account.throttled", err)
	}
	seconds, _ := p.Args["seconds"].(int)
	if minutes := (seconds + 59) / 60; p.Args["n"] != seconds && p.Args["n"] != minutes || seconds == 0 {
		t.Errorf("arguments %v", p.Args)
	}
	return time.Duration(seconds) * time.Second
}

// guess tries once and fails, or is refused.
func (t *throttle) guess(now time.Time, email string, client Client) error {
	by, err := t.begin(now, rand.Reader, email, client)
	if err == nil {
		t.end(now, by, tryWrong)
	}
	return err
}

func TestThrottleAccount(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for range 5 {
		if err := th.guess(now, "nadia@asbl.be", office()); err != nil {
			t.Fatalf("refused at once: %v", err)
		}
	}
	for _, seconds := range []float64{2, 4, 8, 16, 32, 60, 60, 60} {
		want := time.Duration(seconds * float64(time.Second))
		for range 3 { // a refused try does not lengthen the delay
			if got := waits(t, th.guess(now, "nadia@asbl.be", office())); got != want {
				t.Fatalf("wait %v, want %v", got, want)
			}
		}
		if got := waits(t, th.guess(now.Add(want-time.Millisecond), "nadia@asbl.be", office())); got != time.Second {
			t.Errorf("wait %v just before the end of %v", got, want)
		}
		if now = now.Add(want); th.guess(now, "nadia@asbl.be", office()) != nil {
			t.Fatalf("refused after the wait of %v", want)
		}
	}
	if err := th.guess(now, "karim@asbl.be", office()); err != nil {
		t.Errorf("another account: %v", err)
	}
	if waits(t, th.guess(now, "nadia@asbl.be", clientAt("198.51.100.1"))) == 0 {
		t.Error("another network may go on guessing")
	}
	now = now.Add(15 * time.Minute)
	for range 5 {
		if err := th.guess(now, "nadia@asbl.be", office()); err != nil {
			t.Errorf("not forgotten: %v", err)
		}
	}
}

func TestThrottleNetwork(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for i := range 50 {
		if err := th.guess(now, fmt.Sprint("p", i, "@asbl.be"), office()); err != nil {
			t.Fatalf("failure %d: %v", i, err)
		}
		now = now.Add(time.Second)
	}
	tests := []struct {
		name    string
		address string
		want    bool // whether it waits
	}{
		{"same address", "192.0.2.7", true},
		{"same network", "192.0.2.255", true},
		{"same, in IPv6 clothes", "::ffff:192.0.2.9", true},
		{"next network", "192.0.3.7", false},
		{"IPv6", "2001:db8::1", false},
	}
	for _, tt := range tests {
		got := waits(t, th.guess(now, tt.name, clientAt(tt.address)))
		if (got > 0) != tt.want {
			t.Errorf("%s: wait %v", tt.name, got)
		}
		if want := 10*time.Minute - 50*time.Second; tt.want && got != want {
			t.Errorf("%s: wait %v, want %v", tt.name, got, want)
		}
	}
	if len(th.accounts) != 52 {
		t.Errorf("%d accounts are remembered, want none of refused tries", len(th.accounts))
	}
	if err := th.guess(now.Add(10*time.Minute-50*time.Second), "x", office()); err != nil {
		t.Errorf("after the window: %v", err)
	}
}

func TestNetworks(t *testing.T) {
	tests := []struct {
		name string
		a, b string
		want bool // whether they are one client
	}{
		{"IPv6 of one customer", "2001:db8:0:1::1", "2001:db8:0:ff:2::3", true},
		{"IPv6 of two", "2001:db8:0:1::1", "2001:db8:0:100::1", false},
		{"IPv4 of two", "10.0.1.255", "10.0.2.0", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := clientAt(tt.a) == clientAt(tt.b); got != tt.want {
				t.Errorf("one client: %v, want %v", got, tt.want)
			}
		})
	}
	for _, none := range [][]byte{nil, {}, {1, 2, 3}, make([]byte, 15), make([]byte, 17)} {
		if ClientAt(none) != (Client{}) {
			t.Errorf("%v is a client of its own", none)
		}
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(format, office()); got != "client" {
			t.Errorf("%s writes %s", format, got)
		}
	}
}

// TestThrottleTogether lets many guess at once, before the first has failed.
func TestThrottleTogether(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	let := 0
	for range 100 {
		if _, err := th.begin(now, rand.Reader, "nadia@asbl.be", office()); err == nil {
			let++
		}
	}
	if let != 5 {
		t.Errorf("%d tries at once, want 5", let)
	}
	let = 0
	other := clientAt("198.51.100.1")
	for i := range 1000 {
		if _, err := th.begin(now, rand.Reader, strconv.Itoa(i), other); err == nil {
			let++
		}
	}
	if let != 150 {
		t.Errorf("%d tries of one network at once, want 150", let)
	}
}

// TestThrottleOffice lets sixty people sign in at the same moment, every third after two mistakes.
func TestThrottleOffice(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	var open []try
	for i := range 60 {
		email := fmt.Sprint("p", i, "@asbl.be")
		for range 2 * (i % 3 / 2) {
			if err := th.guess(now, email, office()); err != nil {
				t.Fatalf("person %d: %v", i, err)
			}
		}
		by, err := th.begin(now, rand.Reader, email, office())
		if err != nil {
			t.Fatalf("person %d: %v", i, err)
		}
		open = append(open, by)
	}
	for _, by := range open {
		th.end(now, by, tryRight)
	}
	for mark, r := range th.networks {
		if r.open != 0 || r.failures != 40 {
			t.Errorf("network %x: %d open, %d failures; want none open, 40 failures: success of one does not excuse others", mark, r.open, r.failures)
		}
	}
}

func TestThrottleEnds(t *testing.T) {
	tests := []struct {
		name string
		end  tryEnd
		want int // quick tries that are left of five after two failures and this end
	}{
		{"right", tryRight, 5},
		{"void", tryVoid, 3},
		{"wrong", tryWrong, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var th throttle
			now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
			_, _ = th.guess(now, "x", office()), th.guess(now, "x", office())
			by, err := th.begin(now, rand.Reader, "x", office())
			if err != nil {
				t.Fatal(err)
			}
			th.end(now, by, tt.end)
			left := 0
			for th.guess(now, "x", office()) == nil {
				left++
			}
			if left != tt.want {
				t.Errorf("%d tries are left, want %d", left, tt.want)
			}
		})
	}
}

func TestThrottleRotates(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	by, err := th.begin(now, rand.Reader, "x", office())
	if err != nil {
		t.Fatal(err)
	}
	first := string(th.key)
	if err = th.guess(now.Add(24*time.Hour-time.Second), "x", office()); err != nil || string(th.key) != first {
		t.Errorf("the key changed within a day (%v)", err)
	}
	now = now.Add(24 * time.Hour)
	if err = th.guess(now, "x", office()); err != nil || string(th.key) == first || len(th.accounts) != 1 || len(th.networks) != 1 {
		t.Errorf("the key or what it marked is older than a day (%v)", err)
	}
	th.end(now, by, tryWrong) // of the old key: of nobody
	for _, r := range th.accounts {
		if r.failures != 1 {
			t.Errorf("%d failures, want 1", r.failures)
		}
	}
	var other throttle
	if _, err = other.begin(now, rand.Reader, "x", office()); err != nil {
		t.Fatal(err)
	}
	for mark := range other.accounts {
		if th.accounts[mark] != nil {
			t.Error("two processes know an account by the same mark")
		}
	}
	if _, err = new(throttle).begin(now, io.LimitReader(rand.Reader, 31), "x", office()); err == nil {
		t.Error("a key was drawn from 31 bytes")
	}
}

func TestThrottleForgetsTheOldest(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	const more = 100 // than are remembered
	client := func(i int) Client { return clientAt(fmt.Sprintf("10.%d.%d.1", i/256, i%256)) }
	for i := range mostRemembered + more {
		now = now.Add(time.Millisecond / 8)
		if err := th.guess(now, strconv.Itoa(i), client(i)); err != nil {
			t.Fatal(err)
		}
		if i == mostRemembered/2 { // the first one is seen again
			now = now.Add(time.Millisecond / 8)
			_ = th.guess(now, strconv.Itoa(0), client(0))
		}
	}
	if len(th.accounts) != mostRemembered || len(th.networks) != mostRemembered {
		t.Errorf("%d accounts and %d networks are remembered, want %d", len(th.accounts), len(th.networks), mostRemembered)
	}
	for i, want := range map[int]bool{0: true, 1: false, more: false, more + 1: true, mostRemembered: true, mostRemembered + more - 1: true} {
		account, network := th.accounts[th.mark('a', strconv.Itoa(i))], th.networks[th.mark('n', client(i).network)]
		if (account != nil) != want || (network != nil) != want {
			t.Errorf("number %d: account %v, network %v, want remembered %v", i, account, network, want)
		}
	}
}

func TestThrottleWhenTheClockIsSetBack(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for i := range 50 {
		_ = th.guess(now, strconv.Itoa(i), office())
		_ = th.guess(now, "nadia@asbl.be", Client{})
	}
	now = now.Add(-24 * time.Hour)
	if got := waits(t, th.guess(now, "x", office())); got != 10*time.Minute {
		t.Errorf("network waits %v", got)
	}
	if got := waits(t, th.guess(now, "nadia@asbl.be", Client{})); got == 0 || got > time.Minute {
		t.Errorf("account waits %v", got)
	}
}

// TestThrottleKnownNetwork guesses without a break while the owner signs in from where it did before.
func TestThrottleKnownNetwork(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	elsewhere, abroad := clientAt("198.51.100.1"), clientAt("203.0.113.1")
	succeed := func(client Client) error {
		by, err := th.begin(now, rand.Reader, "nadia@asbl.be", client)
		if err == nil {
			th.end(now, by, tryRight)
		}
		return err
	}
	if err := succeed(office()); err != nil {
		t.Fatal(err)
	}
	let := 0
	for range 3600 {
		if th.guess(now, "nadia@asbl.be", elsewhere) == nil {
			let++
		}
		if err := succeed(office()); err != nil {
			t.Fatalf("the owner is kept out: %v", err)
		}
		now = now.Add(time.Second)
	}
	if let > 5+6+60 {
		t.Errorf("%d guesses in an hour: success of the owner must not excuse them", let)
	}
	if waits(t, succeed(abroad)) == 0 {
		t.Error("an unknown network is not slowed down")
	}
	for range 5 {
		if err := th.guess(now, "nadia@asbl.be", office()); err != nil {
			t.Fatal(err)
		}
	}
	if waits(t, succeed(office())) == 0 {
		t.Error("who guesses from the owner's network is not slowed down")
	}
	if err := th.guess(now, "karim@asbl.be", office()); err != nil {
		t.Errorf("another account: %v", err)
	}
}

func TestThrottleEndsWhatWasForgotten(t *testing.T) {
	var th throttle
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	by, err := th.begin(now, rand.Reader, "x", office())
	if err != nil {
		t.Fatal(err)
	}
	th.accounts = traces{}
	th.end(now, by, tryWrong)
	if office := th.networks[by.network]; office.open != 0 || office.failures != 1 {
		t.Errorf("network: %d open, %d failures, want none open and 1 failure", office.open, office.failures)
	}
	th.networks = traces{}
	th.end(now, by, tryWrong)
	th.end(now, by, tryRight)
}
