namespace CellDynamics.Methods.Simulators.BoolOde;

/// <summary>When a gene is on, as a formula of its regulators: names, <c>!</c>, <c>&amp;</c>, <c>|</c> and parentheses.</summary>
internal sealed class BooleanRule
{
    private readonly Func<uint, bool> truth;

    private BooleanRule(string[] regulators, bool[] repressing, Func<uint, bool> truth) => (Regulators, Repressing, this.truth) = (regulators, repressing, truth);

    /// <summary>Names in the order in which the rule mentions them.</summary>
    public string[] Regulators { get; }

    /// <summary>The regulator is mentioned first after the first <c>!</c>: what the benchmark of Pratapa et al. 2020, doi 10.1038/s41592-019-0690-6, calls an inhibition.</summary>
    public bool[] Repressing { get; }

    /// <param name="on">Bit i: regulator i is on.</param>
    public bool IsOn(uint on) => truth(on);

    /// <exception cref="FormatException">The text is no formula; the message shows where.</exception>
    public static BooleanRule Parse(string text)
    {
        var parser = new Parser(text);
        Func<uint, bool> truth = parser.Whole();
        int firstNot = text.IndexOf('!', StringComparison.Ordinal);
        return new BooleanRule([.. parser.Names], [.. parser.Places.Select(place => firstNot >= 0 && place > firstNot)], truth);
    }

    private sealed class Parser(string text)
    {
        private int at;

        public List<string> Names { get; } = [];

        /// <summary>Where each name stands first.</summary>
        public List<int> Places { get; } = [];

        public Func<uint, bool> Whole()
        {
            Func<uint, bool> rule = Either();
            return Next() == '\0' ? rule : throw Unexpected("the end");
        }

        private Func<uint, bool> Either()
        {
            Func<uint, bool> left = Both();
            while (Take('|'))
            {
                Func<uint, bool> one = left, other = Both();
                left = on => one(on) || other(on);
            }
            return left;
        }

        private Func<uint, bool> Both()
        {
            Func<uint, bool> left = Single();
            while (Take('&'))
            {
                Func<uint, bool> one = left, other = Single();
                left = on => one(on) && other(on);
            }
            return left;
        }

        private Func<uint, bool> Single()
        {
            if (Take('!'))
            {
                Func<uint, bool> inner = Single();
                return on => !inner(on);
            }
            if (!Take('('))
                return Name();
            Func<uint, bool> within = Either();
            return Take(')') ? within : throw Unexpected(")");
        }

        private Func<uint, bool> Name()
        {
            Next();
            int start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at]))
                at++;
            if (at == start)
                throw Unexpected("a gene");
            string name = text[start..at];
            if (!Names.Contains(name))
            {
                Names.Add(name);
                Places.Add(start);
            }
            int bit = Names.IndexOf(name);
            return on => (on >> bit & 1) == 1;
        }

        private bool Take(char wanted)
        {
            if (Next() != wanted)
                return false;
            at++;
            return true;
        }

        private char Next()
        {
            while (at < text.Length && text[at] == ' ')
                at++;
            return at < text.Length ? text[at] : '\0';
        }

        private FormatException Unexpected(string expected) => new($"{text}: expected {expected} at character {at + 1}, found \"{(at < text.Length ? text[at..] : "")}\".");
    }
}
