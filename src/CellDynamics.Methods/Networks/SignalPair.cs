namespace CellDynamics.Methods.Networks;

/// <summary>A ligand that other cells show or send, and the receptor that hears it.</summary>
public sealed record SignalPair(string Ligand, string Receptor)
{
    public override string ToString() => $"{Ligand} → {Receptor}";
}
