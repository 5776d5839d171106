using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>What a person wants done to a network, by name: it can stand in an address, a table and a command line.</summary>
/// <param name="Parts">Done together.</param>
public sealed record PerturbationQuestion(IReadOnlyList<PerturbationPart> Parts)
{
    /// <summary>The same for every question that asks the same.</summary>
    public string Key => string.Join('\n', Parts.Select(part => part.ToString()).Distinct().Order(StringComparer.Ordinal));

    /// <summary>"Gata1 knocked out, Fli1 down by 70 %".</summary>
    public string Words => string.Join(", ", Parts.Select(part => part.Words));

    /// <exception cref="FormatException">A text is not one of <see cref="PerturbationPart.ToString"/>, or one gene is changed in two ways.</exception>
    public static PerturbationQuestion Parse(IEnumerable<string> parts) => Of([.. parts.Select(PerturbationPart.Parse)]);

    /// <exception cref="FormatException">One gene is changed in two ways.</exception>
    public static PerturbationQuestion Of(IReadOnlyList<PerturbationPart> parts) =>
        parts.Where(part => part.Kind != PerturbationKind.Block).GroupBy(part => part.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(of => of.Select(part => (part.Kind, part.Percent)).Distinct().Count() > 1) is { } twice
            ? throw new FormatException($"Expected one change of each gene, found {string.Join(" and ", twice.Select(part => part.Words))}. Leave one of them out.")
            : new PerturbationQuestion(parts);

    /// <summary>Genes that are asked about and drive nothing here.</summary>
    /// <exception cref="KeyNotFoundException">A gene or pair is not part of the network; the message names close ones.</exception>
    public IReadOnlyList<PerturbationPart> Silent(INetworkModel model) =>
        [.. Parts.Where(part => part.Kind != PerturbationKind.Block && !model.Regulates(Find(model, part.Name)))];

    /// <exception cref="KeyNotFoundException">A gene or pair is not part of the network; the message names close ones.</exception>
    public Perturbation Of(INetworkModel model)
    {
        var held = new Dictionary<int, double>();
        var made = new Dictionary<int, double>();
        foreach (PerturbationPart part in Parts.Where(part => part.Kind != PerturbationKind.Block))
        {
            int gene = Find(model, part.Name);
            if (part.Kind == PerturbationKind.KnockDown)
                made[gene] = 1 - part.Percent / 100.0;
            else
                held[gene] = part.Kind == PerturbationKind.KnockOut ? 0 : model.HighLevels[gene];
        }
        return new Perturbation { Held = held, Made = made, Blocked = Parts.Where(part => part.Kind == PerturbationKind.Block).Select(part => FindPair(model, part.Name)).ToHashSet() };
    }

    private static int Find(INetworkModel model, string gene)
    {
        int found = Array.IndexOf(model.Genes, gene);
        if (found < 0)
            found = Array.FindIndex(model.Genes, name => name.Equals(gene, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? found : throw new KeyNotFoundException($"There is no gene '{gene}' among the {model.Genes.Length} of this network. {NearestName.Advice(gene, model.Genes)}");
    }

    private static int FindPair(INetworkModel model, string name)
    {
        string[] pairs = [.. model.Pairs.Select(PerturbationPart.NameOf)];
        int found = Array.IndexOf(pairs, name);
        return found >= 0 ? found : throw new KeyNotFoundException($"There is no signal '{name}' in this network. {NearestName.Advice(name, pairs)}");
    }
}

public enum PerturbationKind { KnockOut, KnockDown, OverExpress, Block }

/// <param name="Name">Of the gene, or of the pair as <see cref="NameOf"/> writes it.</param>
/// <param name="Percent">Of a knock-down: by how much less is made, 1 to 99.</param>
public sealed record PerturbationPart(PerturbationKind Kind, string Name, int Percent = 0)
{
    private const string Out = "out:", Down = "down", High = "high:", Blocked = "block:";

    public string Words => Kind switch
    {
        PerturbationKind.KnockOut => $"{Name} knocked out",
        PerturbationKind.KnockDown => $"{Name} down by {Percent} %",
        PerturbationKind.OverExpress => $"{Name} over-expressed",
        _ => $"{Name} blocked",
    };

    /// <summary>"a knock-out", for a sentence.</summary>
    public string Noun => Kind switch
    {
        PerturbationKind.KnockOut => "a knock-out",
        PerturbationKind.KnockDown => "a knock-down",
        PerturbationKind.OverExpress => "over-expression",
        _ => "a block",
    };

    public static string NameOf(SignalPair pair) => pair.ToString();

    /// <summary><c>out:Gata1</c>, <c>down70:Gata1</c>, <c>high:Gata1</c> or <c>block:Wnt5a → Fzd5</c>.</summary>
    public override string ToString() => Kind switch
    {
        PerturbationKind.KnockOut => Out + Name,
        PerturbationKind.KnockDown => string.Create(CultureInfo.InvariantCulture, $"{Down}{Percent}:{Name}"),
        PerturbationKind.OverExpress => High + Name,
        _ => Blocked + Name,
    };

    /// <exception cref="FormatException">Another text.</exception>
    public static PerturbationPart Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && colon < text.Length - 1)
        {
            string name = text[(colon + 1)..];
            switch (text[..(colon + 1)])
            {
                case Out: return new(PerturbationKind.KnockOut, name);
                case High: return new(PerturbationKind.OverExpress, name);
                case Blocked: return new(PerturbationKind.Block, name);
                case var down when down.StartsWith(Down, StringComparison.Ordinal) && int.TryParse(down.AsSpan(Down.Length, down.Length - Down.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is > 0 and < 100:
                    return new(PerturbationKind.KnockDown, name, percent);
            }
        }
        throw new FormatException($"\"{text}\": expected out:GENE, down70:GENE, high:GENE or block:LIGAND → RECEPTOR.");
    }
}
