package device

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"releve/internal/need"
)

// waiting is a sheet in the queue of a device.
type waiting struct {
	ID      string `json:"id"`
	Link    string `json:"link,omitempty"`
	Passing bool   `json:"passing,omitempty"`
	Zone    string `json:"zone,omitempty"`
}

// sending is one time that a device sends its queue: what the server does, and whether there is a network.
type sending struct {
	Rules   map[string]any `json:"rules"`
	Offline bool           `json:"offline"`
}

// outcome is what became of a queue, as testdata/queue.mjs writes it.
type outcome struct {
	Wait     int      `json:"wait"` // ms
	Over     bool     `json:"over"`
	Requests int      `json:"requests"`
	Told     []string `json:"told"`
	Left     []string `json:"left"` // id, state, reason, words of the server, channel
	Sent     []string `json:"sent"`
	Text     bool     `json:"text"`  // something that was typed stays behind
	Moved    []string `json:"moved"` // ids of sheets that were sent again otherwise
	Until    []string `json:"until"` // the days until which the sheets sent may be changed
}

// queueCase is a queue, how it is sent, and what is wanted.
type queueCase struct {
	name  string
	items []waiting
	steps []sending
	want  outcome
}

// played runs send.js, with a database or in memory alone; late are sheets that are added during the first write and
// whose own write fails.
func played(t *testing.T, cases []queueCase, disk bool, late ...waiting) []outcome {
	t.Helper()
	input := make([]map[string]any, len(cases))
	for i, c := range cases {
		input[i] = map[string]any{"items": c.items, "steps": c.steps, "disk": disk}
		if len(late) > 0 {
			input[i]["late"] = late
		}
	}
	output := need.Node(t, "testdata/queue.mjs", input, "internal", "device", "script")
	var got []outcome
	if err := json.Unmarshal(output, &got); err != nil || len(got) != len(cases) {
		t.Fatalf("%d outcomes: %v", len(got), err)
	}
	return got
}

// many returns n sheets, and their ids but for some.
func many(n int, but ...string) (items []waiting, ids []string) {
	for i := range n {
		id := fmt.Sprintf("s%03d", i)
		items = append(items, waiting{ID: id})
		if !slices.Contains(but, id) {
			ids = append(ids, id)
		}
	}
	return items, ids
}

// Each sheet goes its own way, whatever the server says of its neighbours, and what is sent again is what was sent
// before.
func TestQueue(t *testing.T) {
	three, _ := many(3)
	sixty, rest := many(60, "s000", "s001", "s002")
	up := func(rules map[string]any) []sending { return []sending{{Rules: rules}} }
	of := func(key string, value any) map[string]any { return map[string]any{key: value} }
	cases := []queueCase{
		{"stored", three, up(of("status", map[string]string{"s001": "duplicate"})), outcome{Requests: 1, Sent: []string{"s000", "s001", "s002"}}},
		{"one refused", three, up(of("status", map[string]string{"s001": "invalid"})), outcome{
			Requests: 1, Left: []string{"s001 refused/invalid why web"}, Sent: []string{"s000", "s002"},
		}},
		{"conflict and closed", three, up(of("status", map[string]string{"s000": "conflict", "s002": "closed"})), outcome{
			Requests: 1, Left: []string{"s000 refused/conflict why web", "s002 closed/closed why web"}, Sent: []string{"s001"},
		}},
		{"withdrawn", three, up(of("status", map[string]string{"s000": "withdrawn"})), outcome{Requests: 1, Sent: []string{"s001", "s002"}}},
		{"status of another time", three, up(of("status", map[string]string{"s001": "postponed"})), outcome{
			Requests: 1, Left: []string{"s001 waiting/  web"}, Sent: []string{"s000", "s002"},
		}},
		{"request refused", three, up(of("breaks", map[string]int{"s001": 400})), outcome{
			Requests: 5, Left: []string{"s001 refused/invalid broken web"}, Sent: []string{"s000", "s002"},
		}},
		{"too many at once", three, up(of("most", 1)), outcome{Requests: 5, Sent: []string{"s000", "s001", "s002"}}},
		{"one that breaks the server", three, up(of("breaks", map[string]int{"s000": 500})), outcome{
			Requests: 5, Left: []string{"s000 waiting/  web"}, Sent: []string{"s001", "s002"},
		}},
		{"one that does not get through", three, up(of("breaks", map[string]string{"s000": "lost"})), outcome{
			Requests: 5, Left: []string{"s000 waiting/  web"}, Sent: []string{"s001", "s002"},
		}},
		{"busy", three, up(of("whole", map[string]any{"status": 503, "headers": map[string]string{"Retry-After": "7"}})), outcome{
			Wait: 7000, Over: true, Requests: 1, Left: []string{"s000 waiting/  web", "s001 waiting/  web", "s002 waiting/  web"},
		}},
		{"link gone", []waiting{{ID: "a", Link: "gone"}, {ID: "b", Link: "here"}}, up(of("unknown", []string{"gone"})), outcome{
			Requests: 2, Left: []string{"a refused/unknown gone web"}, Sent: []string{"b"},
		}},
		{"a gate that knows no page", three[:1], up(of("gate", 404)), outcome{Over: true, Requests: 1, Left: []string{"s000 waiting/  web"}}},
		{"a gate that says yes", three[:1], up(of("gate", 200)), outcome{Requests: 1, Left: []string{"s000 waiting/  web"}}},
		{"no network, then one", three[:1], []sending{{of("down", true), true}, {map[string]any{}, false}}, outcome{
			Requests: 1, Sent: []string{"s000"},
		}},
		{"sent again as it was", three[:1], []sending{{of("breaks", map[string]string{"s000": "lost"}), false}, {map[string]any{}, true}}, outcome{
			Requests: 2, Sent: []string{"s000"},
		}},
		{"erased meanwhile", three, up(of("erase", true)), outcome{Requests: 1}},
		{"shared device", []waiting{{ID: "a", Passing: true}}, up(map[string]any{}), outcome{Requests: 1}},
		{"three in front that break the server", sixty, slices.Repeat(up(of("breaks", map[string]int{"s000": 500, "s001": 500, "s002": 500})), 4), outcome{
			Left: []string{"s000 waiting/  web", "s001 waiting/  web", "s002 waiting/  web"}, Sent: rest[37:],
		}},
	}
	t.Run("in memory", func(t *testing.T) { comeOut(t, cases, played(t, cases, false)) })
	t.Run("on disk", func(t *testing.T) { comeOut(t, cases, played(t, cases, true)) })
}

// A sheet that is added while another one is written stays, whatever becomes of its own write, and its receipt is kept.
func TestQueueLate(t *testing.T) {
	first := []waiting{{ID: "a"}}
	cases := []queueCase{
		{"kept", first, []sending{}, outcome{Left: []string{"a waiting/  web", "b waiting/  web"}}},
		{"sent", first, []sending{{Rules: map[string]any{}}}, outcome{Requests: 1, Sent: []string{"a", "b"}}},
	}
	comeOut(t, cases, played(t, cases, true, waiting{ID: "b"}))
}

// The last day on which a sheet may be changed is reckoned where its campaign is, and an unknown zone does no harm.
func TestQueueLastDay(t *testing.T) {
	days := func() []string {
		now := time.Now().UTC().AddDate(0, 0, 7)
		return []string{now.Add(14 * time.Hour).Format(time.DateOnly), now.Add(-11 * time.Hour).Format(time.DateOnly), now.Format(time.DateOnly)}
	}
	items := []waiting{{ID: "a", Zone: "Pacific/Kiritimati"}, {ID: "b", Zone: "Pacific/Pago_Pago"}, {ID: "c", Zone: "Nowhere/None"}}
	before := days()
	got := played(t, []queueCase{{"days", items, []sending{{Rules: map[string]any{}}}, outcome{}}}, false)[0].Until
	if want := days(); !slices.Equal(got, want) && !slices.Equal(got, before) {
		t.Errorf("changeable until %q, want %q", got, want)
	}
}

// comeOut compares what became of queues with what is wanted.
func comeOut(t *testing.T, cases []queueCase, outcomes []outcome) {
	t.Helper()
	for i, got := range outcomes {
		c := cases[i]
		t.Run(c.name, func(t *testing.T) {
			if c.want.Requests != 0 && got.Requests != c.want.Requests || got.Wait != c.want.Wait || got.Over != c.want.Over && c.want.Requests != 0 {
				t.Errorf("%d requests, wait %d ms, broken off %v; want %+v", got.Requests, got.Wait, got.Over, c.want)
			}
			if !slices.Equal(got.Left, c.want.Left) {
				t.Errorf("left %q, want %q", got.Left, c.want.Left)
			}
			if !slices.Equal(got.Sent, c.want.Sent) {
				t.Errorf("sent %q, want %q", got.Sent, c.want.Sent)
			}
			if got.Text {
				t.Error("what was typed stays on the device")
			}
			if len(got.Moved) > 0 {
				t.Errorf("sent again in another form: %q", got.Moved)
			}
		})
	}
}
