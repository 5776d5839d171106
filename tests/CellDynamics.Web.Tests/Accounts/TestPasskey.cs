using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CellDynamics.Runs.Model;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>A device with one passkey (ES256), as a browser answers for it. Ref: Web Authentication Level 3, section 7.2.</summary>
public sealed class TestPasskey(AccountRecord owner) : IDisposable
{
    private const byte PersonWasThere = 0x01, PersonWasVerified = 0x04;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(16);
    private uint uses;

    public string Id => Base64Url.EncodeToString(id);

    /// <summary>What the site keeps of it.</summary>
    public UserPasskeyInfo Info => new(id, PublicKey(), DateTimeOffset.UnixEpoch, 0, null, isUserVerified: true, isBackupEligible: false, isBackedUp: false, [], []) { Name = "Laptop" };

    /// <summary>The answer to the options of the site, as <c>js/passkeys.js</c> puts it into the form.</summary>
    public string Answer(string options, Uri site)
    {
        string challenge = JsonDocument.Parse(options).RootElement.GetProperty("challenge").GetString()!;
        byte[] client = JsonSerializer.SerializeToUtf8Bytes(new { type = "webauthn.get", challenge, origin = site.GetLeftPart(UriPartial.Authority), crossOrigin = false });
        byte[] count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, ++uses);
        byte[] device = [.. SHA256.HashData(Encoding.UTF8.GetBytes(site.Host)), PersonWasThere | PersonWasVerified, .. count];
        byte[] signature = key.SignData([.. device, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return JsonSerializer.Serialize(new
        {
            id = Id, rawId = Id, type = "public-key", clientExtensionResults = new { },
            response = new
            {
                clientDataJSON = Base64Url.EncodeToString(client), authenticatorData = Base64Url.EncodeToString(device), signature = Base64Url.EncodeToString(signature),
                userHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(owner.Id.ToString())),
            },
        });
    }

    public void Dispose() => key.Dispose();

    // COSE: { 1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y }
    private byte[] PublicKey()
    {
        ECPoint at = key.ExportParameters(false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. at.X!, 0x22, 0x58, 0x20, .. at.Y!];
    }
}
