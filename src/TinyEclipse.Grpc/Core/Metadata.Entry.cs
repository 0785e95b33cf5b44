using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header. Its value is ASCII text, or bytes if the key ends in "-bin".</summary>
    public class Entry
    {
        private static readonly SearchValues<char> LegalKeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = NormalizeKey(key);
            if (!IsBinaryKey(Key))
                throw new ArgumentException($"The key of a binary metadata entry must end in \"{BinaryHeaderSuffix}\".", nameof(key));
            _valueBytes = [.. valueBytes];
        }

        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = NormalizeKey(key);
            if (IsBinaryKey(Key))
                throw new ArgumentException($"The key of a text metadata entry must not end in \"{BinaryHeaderSuffix}\".", nameof(key));
            _value = value;
        }

        private Entry(string key, string? value, byte[]? valueBytes) => (Key, _value, _valueBytes) = (key, value, valueBytes);

        public string Key { get; }

        public bool IsBinary => _valueBytes is not null;

        public string Value => _value ?? throw new InvalidOperationException("A binary metadata entry has no text value.");

        public byte[] ValueBytes => _valueBytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _valueBytes];

        /// <summary>The bytes of a binary entry without a copy.</summary>
        internal ReadOnlySpan<byte> BinaryValue => _valueBytes;

        public override string ToString() =>
            IsBinary ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_valueBytes!)}]" : $"[Entry: key={Key}, value={_value}]";

        /// <summary>An entry as it came over the wire: the key is lower case already, and odd ones are not the receiver's fault.</summary>
        internal static Entry FromWire(string key, string value) => new(key, value, null);

        internal static Entry FromWire(string key, byte[] valueBytes) => new(key, null, valueBytes);

        internal static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        internal bool HasKey(string key) => Key.Equals(key, StringComparison.OrdinalIgnoreCase);

        private static string NormalizeKey(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            var normalized = key.ToLowerInvariant();
            if (normalized.Length == 0 || normalized.AsSpan().ContainsAnyExcept(LegalKeyCharacters))
            {
                throw new ArgumentException(
                    $"The metadata key '{key}' is not valid: keys hold only letters, digits, underscores, hyphens and dots.", nameof(key));
            }

            return normalized;
        }
    }
}
