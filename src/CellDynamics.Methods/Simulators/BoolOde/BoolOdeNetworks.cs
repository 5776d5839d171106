namespace CellDynamics.Methods.Simulators.BoolOde;

/// <summary>Networks of the BEELINE benchmark.</summary>
public enum BoolOdeNetwork
{
    /// <summary>Mammalian cortical area development. Ref: Giacomantonio &amp; Goodhill 2010, doi 10.1371/journal.pcbi.1000936.</summary>
    Mcad,

    /// <summary>Ventral spinal cord. Ref: Lovrics et al. 2014, doi 10.1371/journal.pone.0111430.</summary>
    Vsc,

    /// <summary>Hematopoietic stem cell differentiation. Ref: Krumsiek et al. 2011, doi 10.1371/journal.pone.0022649.</summary>
    Hsc,

    /// <summary>Gonadal sex determination. Ref: Ríos et al. 2015, doi 10.1186/s12918-015-0159-x.</summary>
    Gsd,

    /// <summary>Linear. Ref of this and those below: Saelens et al. 2019, doi 10.1038/s41587-019-0071-9, as used by Pratapa et al. 2020.</summary>
    Linear,

    LinearLong,

    Cycle,

    Bifurcating,

    BifurcatingConverging,

    Trifurcating,
}

/// <summary>A model as its publication states it.</summary>
/// <param name="Rules">By gene, in the order of the genes.</param>
/// <param name="Duration">Of a simulation.</param>
/// <param name="Start">mRNA at the start of the genes named; all others nearly none. Empty: one of every gene.</param>
public sealed record BoolOdeModel(IReadOnlyList<(string Gene, string Rule)> Rules, double Duration, IReadOnlyDictionary<string, double> Start)
{
    /// <summary>Rules, durations and starts as Pratapa et al. 2020, doi 10.1038/s41592-019-0690-6, set them.</summary>
    public static BoolOdeModel Of(BoolOdeNetwork network) => network switch
    {
        BoolOdeNetwork.Mcad => Model(5, "Fgf8=2", "Fgf8 = Fgf8 & Sp8 & !Emx2", "Emx2 = Coup & !Fgf8 & !Pax6 & !Sp8", "Pax6 = Sp8 & !Emx2 & !Coup", "Coup = !Fgf8 & !Sp8", "Sp8 = Fgf8 & !Emx2"),
        BoolOdeNetwork.Vsc => Model(5, "", "Nkx61 = !Dbx2", "Nkx62 = !(Nkx61 | Dbx1)", "Nkx22 = !(Pax6 | Dbx2)", "Pax6 = !Nkx22", "Dbx1 = !(Nkx62 | Nkx61)", "Dbx2 = !(Nkx61 | Olig2 | Nkx22)",
            "Olig2 = !(Irx3 | Nkx22)", "Irx3 = !(Olig2 | Nkx22)"),
        BoolOdeNetwork.Hsc => Model(8, "Cebpa=1 Pu1=1 Gata2=1", "Gata2 = Gata2 & !(Pu1 | (Gata1 & Fog1))", "Gata1 = (Gata1 | Gata2 | Fli1) & !Pu1", "Fog1 = Gata1", "Eklf = Gata1 & !Fli1", "Fli1 = Gata1 & !Eklf",
            "Scl = Gata1 & !Pu1", "Cebpa = Cebpa & !(Scl | (Fog1 & Gata1))", "Pu1 = (Cebpa | Pu1) & !(Gata1 | Gata2)", "cJun = Pu1 & !Gfi1", "EgrNab = Pu1 & cJun & !Gfi1", "Gfi1 = Cebpa & !EgrNab"),
        BoolOdeNetwork.Gsd => Model(8, "UGR=2", "UGR = UGR & !(NR5A1 | WNT4)", "CBX2 = UGR & !(NR0B1 & WNT4 & CTNNB1)", "GATA4 = UGR | WNT4 | NR5A1 | SRY", "WT1mKTS = UGR | GATA4", "WT1pKTS = (UGR | GATA4) & !(WNT4 & CTNNB1)",
            "NR5A1 = (UGR | CBX2 | WT1mKTS | GATA4) & !(NR0B1 & WNT4)", "NR0B1 = (WT1mKTS | (WNT4 & CTNNB1)) & !(NR5A1 & SOX9)",
            "SRY = ((NR5A1 & WT1mKTS & CBX2) | (GATA4 & WT1pKTS & CBX2 & NR5A1) | SOX9 | SRY) & !CTNNB1",
            "SOX9 = ((SOX9 & FGF9) | SRY | PGD2 | (SRY & CBX2) | (GATA4 & NR5A1 & SRY)) & !(WNT4 | CTNNB1 | FOXL2)", "FGF9 = SOX9 & !WNT4", "PGD2 = SOX9", "DMRT1 = (SRY | SOX9) & !FOXL2", "DHH = SOX9",
            "DKK1 = SRY | SOX9", "AMH = ((SOX9 & GATA4 & NR5A1) | (SOX9 & NR5A1 & GATA4 & WT1mKTS)) & !(NR0B1 & CTNNB1)", "WNT4 = (GATA4 | CTNNB1 | RSPO1 | NR0B1) & !(FGF9 | DKK1)",
            "RSPO1 = (WNT4 | CTNNB1) & !DKK1", "FOXL2 = WNT4 & CTNNB1 & !(DMRT1 | SOX9)", "CTNNB1 = (WNT4 | RSPO1) & !(SRY | (SOX9 & AMH))"),
        BoolOdeNetwork.Linear => Model(5, "g1=1", [.. Chain(7)]),
        BoolOdeNetwork.LinearLong => Model(15, "g1=1", [.. Chain(18)]),
        BoolOdeNetwork.Cycle => Model(8, "g1=1 g2=1 g3=1", "g1 = !g5", "g2 = !g1", "g3 = !g2", "g4 = g3", "g5 = g4", "g6 = g1"),
        BoolOdeNetwork.Bifurcating => Model(8, "g1=1", "g1 = !(g4 | g6)", "g2 = g1", "g3 = g2", "g4 = (g3 | g4) & !g6", "g6 = (g6 | g3) & !g4", "g7 = g4", "g8 = !g4"),
        BoolOdeNetwork.BifurcatingConverging => Model(8, "g1=1", "g1 = !g9", "g2 = g1", "g3 = g2", "g4 = (g3 | g4) & !(g5 | g8)", "g5 = (g3 | g5) & !(g4 | g8)", "g6 = g4", "g7 = g5", "g8 = g7 | g6 | g8", "g9 = g8", "g10 = g9"),
        BoolOdeNetwork.Trifurcating => Model(8, "g1=1", "g1 = !(g4 | g5 | g6)", "g2 = g1", "g3 = g2", "g4 = (g3 | g4) & !(g5 | g6)", "g5 = (g5 | g3) & !(g4 | g6)", "g6 = (g3 | g6 | g7) & !(g5 | g4)", "g7 = g6", "g8 = !g4"),
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "There is no such network."),
    };

    /// <summary>g2 = g1 … and a last gene that keeps itself on and turns the first one off.</summary>
    private static IEnumerable<string> Chain(int genes) =>
        [$"g1 = !g{genes}", .. Enumerable.Range(2, genes - 2).Select(g => $"g{g} = g{g - 1}"), $"g{genes} = g{genes - 1} | g{genes}"];

    private static BoolOdeModel Model(double duration, string start, params string[] rules) => new(
        [.. rules.Select(rule => rule.Split(" = ")).Select(sides => (sides[0], sides[1]))], duration,
        start.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(value => value.Split('=')).ToDictionary(value => value[0], value => double.Parse(value[1], System.Globalization.CultureInfo.InvariantCulture)));
}
