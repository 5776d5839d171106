using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Numbers as a browser's <c>Float32Array</c> takes them: little-endian, nothing around them.</summary>
internal static class FloatBody
{
    public static byte[] Of(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            return bytes;
        }
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    public static float[] From(double[] values) => Array.ConvertAll(values, value => (float)value);
}
