namespace CellDynamics.Data.H5ad.Filters;

/// <summary>LZF, the fast filter built into h5py.</summary>
/// <remarks>Format: control byte below 32 = that many + 1 literals; else a match, length in its high three bits (7 = one more byte), distance in 13 bits.</remarks>
internal sealed class Lzf : ReadFilter
{
    public override ushort FilterId => 32000;

    public override string Name => "LZF";

    /// <summary>It is only kept where it is smaller.</summary>
    protected override bool IsEncoded(ReadOnlySpan<byte> input) => false;

    protected override byte[] Decode(ReadOnlySpan<byte> input, int most, uint[] parameters)
    {
        int size = parameters.Length > 2 && parameters[2] > 0 ? (int)Math.Min(parameters[2], (uint)most) : most;
        byte[] output = new byte[size];
        int written = 0;
        for (int at = 0; at < input.Length;)
        {
            int control = input[at++];
            if (control < 32)
            {
                int literals = control + 1;
                if (literals > input.Length - at || literals > size - written)
                    throw Damaged();
                input.Slice(at, literals).CopyTo(output.AsSpan(written));
                at += literals;
                written += literals;
                continue;
            }
            int length = control >> 5;
            if (at + (length == 7 ? 2 : 1) > input.Length)
                throw Damaged();
            if (length == 7)
                length += input[at++];
            int from = written - ((control & 31) << 8) - input[at++] - 1, end = written + length + 2;
            if (from < 0 || end > size)
                throw Damaged();
            // One by one: a match may reach into what it writes.
            while (written < end)
                output[written++] = output[from++];
        }
        return output[..written];
    }
}
