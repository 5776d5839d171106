using System.Text;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>UTF-8 or, by their byte order mark, its relatives; bytes that are no UTF-8 are letters of Latin-1, as old programs wrote them.</summary>
internal static class TextEncoding
{
    public static StreamReader Reader(Stream stream) =>
        new(stream, Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Latin1Fallback()), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);

    private sealed class Latin1Fallback : DecoderFallback
    {
        /// <summary>Two bytes of a cut sequence, and one more.</summary>
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private byte[] unknown = [];
            private int at;

            public override int Remaining => unknown.Length - at;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                (unknown, at) = (bytesUnknown, 0);
                return unknown.Length > 0;
            }

            public override char GetNextChar() => at < unknown.Length ? (char)unknown[at++] : '\0';

            public override bool MovePrevious()
            {
                if (at == 0)
                    return false;
                at--;
                return true;
            }
        }
    }
}
