package main

import (
	"net/netip"
	"net/url"
	"strings"

	"releve/internal/problem"
)

// defaultAddress is where links lead unless the operator says otherwise: the server's usual own address.
const defaultAddress = "http://127.0.0.1:8080"

// publicURL is the public address of the server, without a slash at its end.
type publicURL struct {
	url *url.URL
}

// address returns the address that links carry.
func (c *call) address() (publicURL, error) {
	text := c.settings.PublicURL
	if text == "" {
		text = defaultAddress
	}
	return parseAddress(text)
}

func parseAddress(text string) (publicURL, error) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery+u.Fragment != "" || u.User != nil {
		return publicURL{}, problem.New(problem.Usage, "usage.url", problem.Args{"value": text})
	}
	return publicURL{u}, nil
}

// String returns the address.
func (a publicURL) String() string { return a.url.String() }

// short returns the address as it is typed.
func (a publicURL) short() string { return strings.TrimPrefix(a.String(), "https://") }

// link returns the address of the questionnaire behind a link code, "" without a code.
func (a publicURL) link(code string) string {
	if code == "" {
		return ""
	}
	return a.String() + "/s/" + code
}

// warning returns the message that says what will not work under the address, "" when everything does: an address of
// this machine or of a private network is out of reach for a phone, and browsers keep a page for use without network
// only from https.
func (a publicURL) warning() string {
	host := strings.Trim(a.url.Hostname(), "[]")
	ip, err := netip.ParseAddr(host)
	private := err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified())
	local := host == "localhost" || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".localhost") || !strings.Contains(host, ".") && err != nil
	switch {
	case private || local:
		return "cli.address.private"
	case a.url.Scheme != "https":
		return "cli.address.plain"
	default:
		return ""
	}
}

// warn says on standard error what will not work under the address.
func (c *call) warn(a publicURL) {
	if key := a.warning(); key != "" {
		c.note(key, problem.Args{"url": a.String()})
	}
}
