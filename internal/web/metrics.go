package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

// metrics counts for the operators. Its labels are closed lists: nothing of a visitor, campaign or service.
type metrics struct {
	registry *prometheus.Registry
	sheets   *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		sheets: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "releve_sheets_total",
			Help: "Sheets that were sent, by channel and by what became of them.",
		}, []string{"channel", "verdict"}),
	}
	m.registry.MustRegister(m.sheets, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// refused counts a sheet that could not be read.
func (m *metrics) refused(channel sheet.Channel) {
	m.sheets.WithLabelValues(string(channel), statusInvalid).Inc()
}

// saved counts a sheet that the store judged.
func (m *metrics) saved(channel sheet.Channel, verdict campaign.Verdict) {
	m.sheets.WithLabelValues(string(channel), verdictName(verdict)).Inc()
}

func verdictName(v campaign.Verdict) string {
	switch v {
	case campaign.Stored:
		return "stored"
	case campaign.Duplicate:
		return "duplicate"
	case campaign.Conflicting:
		return "conflict"
	case campaign.ClosedFor:
		return "closed"
	case campaign.Withdrawn:
		return "withdrawn"
	case campaign.CycleRefused:
		return statusInvalid
	default:
		return ""
	}
}
