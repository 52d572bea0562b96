package tally

import "math"

// normal95 is the two-sided 95 % point of the normal distribution.
const normal95 = 1.959963984540054

// enoughClusters is how many services an interval needs that looks at the differences between them.
const enoughClusters = 5

// Method says how an interval was made.
type Method uint8

// The methods of the interval of a rate. Both are intervals under a model, not margins of error: the sheets are
// volunteers' and not a random sample.
const (
	NoInterval Method = iota
	Wilson            // rows are taken as independent: fewer than five services
	Clustered         // rows of one service resemble each other
)

// wilson returns Wilson's score interval at 95 % for a share p of n (E. B. Wilson, JASA 22, 1927); n may be an
// effective number and need not be whole.
func wilson(p, n float64) (low, high float64) {
	z2 := normal95 * normal95
	middle := p + z2/(2*n)
	half := normal95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	scale := 1 + z2/n
	return math.Max(0, math.Min(p, (middle-half)/scale)), math.Min(1, math.Max(p, (middle+half)/scale))
}

// ShareInterval returns Wilson's score interval at 95 % for a share that was found: wrong of n. Without any n nothing is
// known: 0 and 1.
func ShareInterval(wrong, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	return wilson(float64(wrong)/float64(n), float64(n))
}

// effective returns the number of independent rows that carry as much as the rows of these services: M / max(1, deff)
// with deff = v / (p(1−p)/(M−1)) and the ratio-linearised variance v = J/(J−1) · Σ(yⱼ − p·mⱼ)² / M², for yⱼ failed of
// mⱼ rows in each of J services. That is the variance of R's survey::svymean with deff="replace".
func effective(clusters []cluster) (p, n float64) {
	var failed, base int64
	for _, c := range clusters {
		failed += c.failed
		base += c.base
	}
	m := float64(base)
	p = float64(failed) / m
	if failed == 0 || failed == base {
		return p, m
	}
	sum := 0.0
	for _, c := range clusters {
		d := float64(c.failed) - p*float64(c.base)
		sum += d * d
	}
	j := float64(len(clusters))
	variance := j / (j - 1) * sum / (m * m)
	deff := variance / (p * (1 - p) / (m - 1))
	return p, m / math.Max(1, deff)
}
