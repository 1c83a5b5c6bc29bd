// The camera: opened only when asked, shut as soon as it is not needed.

const QUALITY = 0.92;

/** Whether this browser, at this address, could open a camera at all. */
export function isPossible() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

export class Camera {
  #video;
  #stream = null;

  /** @param {HTMLVideoElement} video where the live picture shows */
  constructor(video) {
    this.#video = video;
  }

  /**
   * Ask for the camera and show what it sees.
   * @throws {DOMException} NotAllowedError: the member or the browser said no; other: there is none
   */
  async open() {
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } },
    });
    this.#video.srcObject = this.#stream;
    await this.#video.play();
  }

  /** Take the present frame, at the camera's own size. @returns {Promise<Blob>} a JPEG */
  async shoot() {
    const canvas = document.createElement("canvas");
    canvas.width = this.#video.videoWidth;
    canvas.height = this.#video.videoHeight;
    canvas.getContext("2d").drawImage(this.#video, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    canvas.width = canvas.height = 0;
    return blob;
  }

  shut() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }
}
