//go:build !race

package need

// race tells that the race detector is compiled in.
const race = false
