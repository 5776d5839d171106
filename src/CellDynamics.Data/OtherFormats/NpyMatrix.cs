using System.Buffers.Binary;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.RegularExpressions;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.OtherFormats;

/// <summary>A matrix in a <c>.npy</c> file, <c>[rows, columns]</c>. The file is mapped, never read whole: only the rows asked for are touched.</summary>
/// <remarks>Ref: NumPy enhancement proposal 1, versions 1 to 3 of the format.</remarks>
public sealed partial class NpyMatrix : IDisposable
{
    private const string Resave = "Save it again with numpy.save(file, numpy.ascontiguousarray(matrix, dtype='float64')).";
    private const int LongestHeader = 1 << 20;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly long firstValue;
    private readonly bool isDouble;

    private NpyMatrix(string path, Header header)
    {
        (Path, Rows, Columns, isDouble, firstValue) = (path, header.Rows, header.Columns, header.IsDouble, header.Length);
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    public string Path { get; }

    public long Rows { get; }

    public int Columns { get; }

    /// <exception cref="ArrayFileException">The file is not a matrix of little-endian float64 or float32 in C order, or ends too early.</exception>
    public static NpyMatrix Open(string path) => new(path, Header.Read(path));

    /// <param name="rows">Which rows, in the order wanted.</param>
    /// <param name="columns">Only the first so many columns.</param>
    /// <returns><c>[rows.Length, columns]</c></returns>
    /// <exception cref="ArrayFileException">A row or column lies outside the matrix.</exception>
    public DenseMatrix ReadRows(ReadOnlySpan<long> rows, int columns)
    {
        if (columns < 0 || columns > Columns)
            throw new ArrayFileException(Path, "columns", $"at most {Columns}", $"{columns} asked for", "");
        var read = new DenseMatrix(rows.Length, columns);
        float[] single = isDouble ? [] : new float[columns];
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || rows[i] >= Rows)
                throw new ArrayFileException(Path, "rows", $"indices from 0 to {Rows - 1}", $"{rows[i]}", "The indices belong to another file: put the matrix and the splits that were published together side by side.");
            ulong place = (ulong)(firstValue + rows[i] * Columns * (isDouble ? sizeof(double) : sizeof(float)));
            if (isDouble)
            {
                view.SafeMemoryMappedViewHandle.ReadSpan(place, read.Row(i));
                continue;
            }
            view.SafeMemoryMappedViewHandle.ReadSpan(place, single.AsSpan());
            for (int j = 0; j < columns; j++)
                read[i, j] = single[j];
        }
        return read;
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private sealed partial record Header(long Rows, int Columns, bool IsDouble, long Length)
    {
        public static Header Read(string path)
        {
            using FileStream stream = File.OpenRead(path);
            (string text, long length) = Text(path, stream);
            string type = Descr().Match(text) is { Success: true } descr ? descr.Groups[1].Value : Problem(path, "one number type", text, Resave);
            if (type is not ("<f8" or "<f4"))
                Problem(path, "float64 (<f8) or float32 (<f4) values", type, Resave);
            if (!COrder().IsMatch(text))
                Problem(path, "rows one after the other (C order)", FortranOrder().IsMatch(text) ? "columns one after the other (Fortran order)" : text, Resave);
            long[] shape = Shape().Match(text) is { Success: true } tuple ? Extents(path, tuple.Groups[1].Value) : [];
            if (shape.Length != 2 || shape[1] is 0 or > int.MaxValue)
                Problem(path, "a matrix of cells × markers", shape.Length == 0 ? text : $"shape ({string.Join(", ", shape)})", Resave);
            var header = new Header(shape[0], (int)shape[1], type == "<f8", length);
            UInt128 needed = (UInt128)shape[0] * (UInt128)shape[1] * (header.IsDouble ? 8u : 4u) + (UInt128)length;
            if (needed > (UInt128)stream.Length)
                Problem(path, $"{needed} bytes for {shape[0]} × {shape[1]} values", $"{stream.Length}", "The file was cut off: download or copy it again.");
            return header;
        }

        private static (string Text, long Length) Text(string path, FileStream stream)
        {
            Span<byte> start = stackalloc byte[12];
            int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (read < start.Length || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8) || start[6] is 0 or > 3)
                Problem(path, "a .npy file of version 1 to 3", "other bytes at the beginning", Resave);
            (int before, long length) = start[6] == 1 ? (10, BinaryPrimitives.ReadUInt16LittleEndian(start[8..])) : (12, BinaryPrimitives.ReadUInt32LittleEndian(start[8..]));
            if (length > LongestHeader || before + length > stream.Length)
                Problem(path, $"a header of at most {Math.Min(LongestHeader, stream.Length - before)} bytes", $"{length}", Resave);
            byte[] header = new byte[length];
            stream.Position = before;
            stream.ReadExactly(header);
            return (Encoding.UTF8.GetString(header).Trim(), before + length);
        }

        private static long[] Extents(string path, string text) =>
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long extent) ? extent : throw Failure(path, "whole numbers as shape", part, Resave)),
        ];

        private static string Problem(string path, string expected, string found, string cure) => throw Failure(path, expected, found, cure);

        private static ArrayFileException Failure(string path, string expected, string found, string cure) => new(path, "header", expected, found.Length > 200 ? found[..200] : found, cure);

        [GeneratedRegex("'descr': '([^']*)'")]
        private static partial Regex Descr();

        [GeneratedRegex("'fortran_order': False")]
        private static partial Regex COrder();

        [GeneratedRegex("'fortran_order': True")]
        private static partial Regex FortranOrder();

        [GeneratedRegex(@"'shape': \(([^)]*)\)")]
        private static partial Regex Shape();
    }
}
