// Strings, runes, builders, regexp, strconv and its errors, time formatting, palindromes, ciphers, word counts.
package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func palindrome(s string) bool {
	var rs []rune
	for _, r := range strings.ToLower(s) {
		if unicode.IsLetter(r) {
			rs = append(rs, r)
		}
	}
	return string(rs) == reverse(string(rs))
}

func caesar(s string, k int) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+rune(k)+26)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+rune(k)+26)%26
		}
		return r
	}, s)
}

func roman(n int) string {
	var b strings.Builder
	for _, x := range []struct {
		v int
		s string
	}{{10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= x.v {
			b.WriteString(x.s)
			n -= x.v
		}
	}
	return b.String()
}

func main() {
	fmt.Println(reverse("héllo"), palindrome("A man, a plan, a canal: Panama"), caesar("Hello", 3), caesar(caesar("Hello", 3), -3), roman(39))
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindStringSubmatch("mail bob@example.com now"), re.ReplaceAllString("a@b.com", "$2:$1"))
	fmt.Println(re.ReplaceAllStringFunc("x@y.com z@w.com", func(s string) string { return strings.ToUpper(s) }), re.MatchString("none"))
	_, err := regexp.Compile("(")
	fmt.Println(err)
	for _, s := range []string{"12", "x", "99999999999999999999", ""} {
		n, err := strconv.Atoi(s)
		fmt.Println(n, err, errors.Is(err, strconv.ErrRange))
	}
	f, _ := strconv.ParseFloat("2.50", 64)
	b, berr := strconv.ParseBool("maybe")
	i, _ := strconv.ParseInt("-ff", 16, 64)
	fmt.Println(f, b, berr, i, strconv.Quote("a\n"), strconv.FormatInt(255, 2))
	t := time.Date(2024, time.February, 29, 13, 4, 5, 0, time.UTC)
	fmt.Println(t.Format(time.RFC3339), t.Format("Mon Jan 2 3:04PM"), t.Weekday(), t.YearDay(), t.AddDate(1, 0, 0).Format("2006-01-02"))
	p, err := time.Parse("2006-01-02", "2024-13-01")
	fmt.Println(p.IsZero(), err)
	d, _ := time.ParseDuration("1h30m")
	fmt.Println(d, d.Minutes(), t.Add(d).Sub(t) == d, t.Before(t.Add(1)))
	words := strings.FieldsFunc("a1b22c", unicode.IsDigit)
	fmt.Printf("%q %v\n", words, strings.Split("a,b", ","))
	fmt.Printf("%5d|%-5s|%05.1f|%x|%+d|%t|%c|%U|%e|%8.3f|%q|%v|%p\n", 42, "ab", 3.14159, 255, 5, true, 'x', 'é', 12345.678, 2.5, 'y', []string{"a"}, nil)
	fmt.Printf("%T %T %T %T %T %T\n", 1, "s", 1.5, []int{}, map[string]bool{}, errors.New("x"))
	fmt.Printf("%*d|%[2]d %[1]d|%v|%d%%|%!|%z\n", 4, 7, nil, 5, 3)
	fmt.Println(strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace("<b>"), strings.Title("go lang"), strings.EqualFold("Go", "GO"))
	var sb strings.Builder
	for i := 3; i > 0; i-- {
		fmt.Fprintf(&sb, "%d...", i)
	}
	fmt.Println(sb.String(), sb.Len(), strings.Count("cheese", "e"), strings.LastIndex("go gopher", "go"))
}
