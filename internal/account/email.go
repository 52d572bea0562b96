package account

import (
	"strings"

	"releve/internal/problem"
)

// The longest address and the longest part before the @ that mail servers take (RFC 5321, 4.5.3.1; erratum 1690
// to RFC 3696), and the longest label of a domain (RFC 1035, 2.3.4).
const (
	maxEmail = 254
	maxLocal = 64
	maxLabel = 63
)

// ParseEmail brings an address to the one form in which it is kept and compared: without spaces around, in lower
// case. The error is a problem of kind Invalid (key account.email) for what cannot be an address. Only addresses
// without accents are accepted, so that none looks like another one and is not.
func ParseEmail(text string) (string, error) {
	email := strings.ToLower(strings.TrimSpace(text))
	local, domain, _ := strings.Cut(email, "@")
	if len(email) > maxEmail || !isLocal(local) || !isDomain(domain) {
		return "", problem.New(problem.Invalid, "account.email", nil)
	}
	return email, nil
}

// isLocal accepts the dot-atoms of RFC 5322, 3.2.3.
func isLocal(local string) bool {
	if len(local) > maxLocal {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.Trim(atom, "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~") != "" {
			return false
		}
	}
	return true
}

// isDomain accepts at least two labels of letters, digits and hyphens.
func isDomain(domain string) bool {
	labels := 0
	for label := range strings.SplitSeq(domain, ".") {
		labels++
		if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return labels >= 2
}
