using TorchSharp;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>A flow as data: settings, units, conditions and the networks' weights.</summary>
/// <param name="Identities">Not 0: its code is the one-hot name of so many populations (CGFM).</param>
/// <param name="Donors">Of the training.</param>
/// <param name="Seed">Of the fixed waves and of the order of cells.</param>
/// <param name="State">Weights of velocity and encoder in the format of TorchSharp.</param>
internal sealed record FlowWeights(MfmParameters Settings, FlowUnits Units, FlowConditions Conditions, int Identities, int Donors, int Seed, byte[] State)
{
    public static FlowWeights Of(MetaFlow flow, int identities)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        flow.Velocity.save(writer);
        flow.Encoder?.save(writer);
        writer.Flush();
        return new FlowWeights(flow.Settings, flow.Units, flow.Conditions, identities, flow.Donors, flow.Seed, memory.ToArray());
    }

    /// <summary>The networks; the caller disposes them.</summary>
    public MetaFlow Build()
    {
        var flow = new MetaFlow(Settings, Units, Conditions, Identities, Donors, Seed);
        using var reader = new BinaryReader(new MemoryStream(State));
        using (torch.NewDisposeScope())
        {
            flow.Velocity.load(reader);
            flow.Encoder?.load(reader);
        }
        return flow;
    }
}
